# shellcheck shell=bash
# Sourced: builds the benchmarks, in folders of their own so that neither the launcher's build nor Maven's is touched.
# Needs find_jdk and find_maven before it.

# build_bench ROOT: sets BENCH_JAVA to the command that runs a class of the bench.
build_bench() {
  local root=$1 build=target/bench
  local log=$root/target/bench-build.log
  mkdir -p "$root/target"
  "$MAVEN" -q -B -ntp -f "$root/pom.xml" -Dquick -Dbuild.folder="$build" -Dmaven.test.skip -pl bench -am package \
    </dev/null >"$log" 2>&1 || {
    tail -n 25 "$log" >&2
    refuse "the benchmarks do not build; all of it is in $log"
  }
  # shellcheck disable=SC2034 # for whoever sources this
  BENCH_JAVA=("$JAVA_HOME/bin/java" --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED
    -cp "$root/bench/$build/classes:$(<"$root/bench/$build/class-path")")
}
