# shellcheck shell=bash
# Sourced: builds the benchmarks, in folders of their own so that neither the launcher's build nor Maven's is touched.
# Needs find_jdk and find_maven before it.

# build_bench ROOT: sets BENCH_JAVA to the command that runs a class of the bench.
build_bench() {
  local root=$1 build=target/bench
  local log=$root/target/bench-build.log stamp=$root/bench/$build/built
  mkdir -p "$root/target"
  if ! bench_is_current "$root" "$stamp"; then
    rm -f "$stamp"
    touch "$root/target/bench-build.start"
    maven_bench "$root" "$build" "$log"
    mv -f "$root/target/bench-build.start" "$stamp"
  fi
  # shellcheck disable=SC2034 # for whoever sources this
  BENCH_JAVA=("$JAVA_HOME/bin/java" --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED
    -cp "$root/bench/$build/classes:$(<"$root/bench/$build/class-path")")
}

# A removed file shows in the time of its folder.
bench_is_current() {
  [[ -f $2 ]] &&
    [[ -z $(find "$1"/{,app/}pom.xml "$1"/{core,native-bindings,app/page,app/driver,app/lab,bench}/{pom.xml,src/main} -newer "$2" -print -quit) ]]
}

maven_bench() {
  local root=$1 build=$2 log=$3
  "$MAVEN" -q -B -ntp -f "$root/pom.xml" -Dquick -Dbuild.folder="$build" -Dmaven.test.skip -pl bench -am package \
    </dev/null >"$log" 2>&1 || {
    tail -n 25 "$log" >&2
    refuse "the benchmarks do not build; all of it is in $log"
  }
}
