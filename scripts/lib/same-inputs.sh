# shellcheck shell=bash
# Sourced: makes the inputs of scripts/same-outputs. Needs find_jdk before it.

# The folder that all commands run in, of what doc-commands makes and a checkout's test data: CHECKOUT FOLDER
make_inputs() {
  local checkout=$1 work=$2 resources images file
  "$checkout/scripts/doc-commands" --inputs "$work" >/dev/null
  rm "$work"/{scripts,docs}
  resources=$(find "$checkout" -path '*/src/test/resources/eigensweep/checkpoint' -print -quit)
  cp -R "$resources/." "$work/checkpoint"
  gunzip "$work"/checkpoint/hdf5/*.gz
  for file in "$work"/checkpoint/cases/*.zip; do
    mkdir "${file%.zip}"
    (cd "${file%.zip}" && "$JAVA_HOME/bin/jar" --extract --file "$file")
    rm "$file"
  done
  resources=$(find "$checkout" -path '*/src/test/resources/eigensweep/data' -print -quit)
  cp -R "$resources/." "$work/data"
  mkdir -p "$work"/photos/{bright,dark} "$work"/{some-broken,foreign,empty}
  images=$work/data/image
  cp "$images"/rgb.{png,bmp,jpg} "$work/photos/bright"
  cp "$images"/{black.png,grey.png,palette.gif} "$work/photos/dark"
  mkdir "$work/sets"
  cp -R "$work/photos" "$work/sets/train"
  cp -R "$work/photos" "$work/sets/test"
  cp "$images"/rgb.png "$work/some-broken/a.png"
  head -c 2000 "$images/rgb.png" >"$work/some-broken/b.png"
  cp "$images"/{grey.png,palette.gif,rgb.bmp} "$work/some-broken"
  echo 'mine' >"$work/foreign/layers.csv"
  echo 'mine' >"$work/foreign/report.html"
  echo 'this is no model' >"$work/text.safetensors"
  head -c 20000 "$work/model.safetensors" >"$work/cut.safetensors"
  awk 'function normal() { return sqrt(-2 * log(1 - rand())) * cos(6.283185307179586 * rand()) }
    BEGIN {
      srand(7); print "id,class,a,b,c,d,e,price,text"
      for (i = 0; i < 60; i++) {
        a = normal(); b = a + normal(); c = normal(); d = normal() * 2; e = c - d + normal() / 9
        printf "%d,%s,%.6f,%.6f,%.6f,%.6f,%.6f,%.6f,%s\n", i, i % 3 ? "x" : "y", a, b, c, d, e, a - 2 * c + normal(), "text " i % 7 " of " i
      } }' >"$work/table.csv"
  awk -F, -v OFS='\t' '{ $1 = $1; print }' "$work/table.csv" >"$work/table.tsv"
  awk -F, 'NR > 1 { printf "{\"text\": \"%s\", \"a\": %s, \"b\": %s}\n", $9, $3, $4 }' "$work/table.csv" >"$work/table.jsonl"
  awk 'BEGIN { srand(3); print "confidence,correct"; for (i = 0; i < 200; i++) { c = rand(); printf "%.5f,%d\n", c, rand() < c } }' >"$work/predictions.csv"
  awk 'BEGIN {
    print "a,b,c,d,e,f,g,h,i,j,k,l"
    for (i = 0; i < 12; i++) for (j = 0; j < 12; j++) printf "%.9f%s", exp(-(i - j) ^ 2 / 9), j < 11 ? "," : "\n"
  }' >"$work/kernel.csv"
  awk 'BEGIN { srand(5); print "x,y"; for (i = 0; i < 20100; i++) printf "%.4f,%.4f\n", rand(), rand() }' >"$work/many.csv"
  awk 'BEGIN { for (i = 0; i < 32; i++) print i % 4 }' >"$work/labels.txt"
  awk 'BEGIN { for (i = 0; i < 60; i++) print i % 3 }' >"$work/labels-60.txt"
  awk 'BEGIN { for (i = 0; i < 32; i++) print 1 + i % 3 }' >"$work/weights.txt"
  awk 'BEGIN { for (i = 0; i < 32; i++) print 31 - i }' >"$work/from.txt"
  printf '%s\n' 'data: {name: digits, holdout: 0.3, size: 12, ood: [test+noise-0.3]}' 'model: {name: cnn, dropout: 0.1}' \
    'optimizer: {name: adamw, weight_decay: 0.01}' 'schedule: {name: cosine, learning_rate: 0.002, warmup_steps: 3}' \
    'augmentation: hflip+noise-0.1' 'mixup: 0.2' 'epochs: 1' 'threads: 2' \
    'hessian: {every: 10, probes: 3, images: 64, window: 3}' >"$work/cnn.yaml"
  printf '%s\n' 'data: {name: sets, test: test, size: 8}' 'model: {name: mlp, hidden: [12]}' 'batch: 2' 'epochs: 3' >"$work/sets.yaml"
  printf '%s\n' 'name: tiny' 'models: {mlp: {name: mlp, hidden: [24, 16], activation: tanh}}' \
    'data: {digits: {name: digits, holdout: 0.2, ood: [test+noise-0.3]}}' \
    'training: {epochs: 1, schedule: {learning_rate: 0.05}, hessian: {every: 10, probes: 3, images: 128, window: 3}}' \
    'treatments: {dropout: [0.1], augmentation: [noise-0.3]}' 'seeds: [1]' 'vendi: {images: 100}' >"$work/tiny.yaml"
  sed 's/^seeds.*/seeds: [1, 2]/' "$work/tiny.yaml" >"$work/tiny-2.yaml"
  sed 's/dropout: \[0.1\]/dropout: [1.5]/' "$work/tiny.yaml" >"$work/impossible.yaml"
  printf 'model: {name: mlp}\nepoch: 2\n' >"$work/unknown-key.yaml"
}
