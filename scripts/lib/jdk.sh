# shellcheck shell=bash
# Sourced: finds what eigensweep is run and built with. Each thing that is missing gets one line, and exit 2.

readonly WANTED_JAVA=25
readonly WANTED_MAVEN=3.8.7

refuse() {
  printf 'eigensweep: %s\n' "$1" >&2
  exit 2
}

# Under a locale of ASCII (none, C, POSIX, or one that is not installed) Java cannot name a file whose name is not
# ASCII. Others it can.
in_unicode() {
  local name
  [[ $(locale charmap 2>/dev/null) =~ ^(ANSI_X3\.4-1968|US-ASCII|ASCII|646|)$ ]] || return 0
  for name in C.UTF-8 C.utf8 en_US.UTF-8; do
    export LC_ALL=$name
    [[ $(locale charmap 2>/dev/null) != UTF-8 ]] || return 0
  done
  export LC_ALL=C.UTF-8 # There may be no `locale` to ask.
}

# A JDK of the wanted version: its "release" file says so, and it can compile.
is_wanted_jdk() {
  local line
  [[ -x $1/bin/javac && -x $1/bin/java && -r $1/release ]] || return 1
  while IFS= read -r line || [[ -n $line ]]; do
    [[ $line =~ ^JAVA_VERSION=\"${WANTED_JAVA}[.\"+-] ]] && return 0
  done <"$1/release"
  return 1
}

# Sets JAVA_HOME. Starts no process unless PATH's java has to be looked at.
find_jdk() {
  local home java
  if [[ -n ${EIGENSWEEP_JAVA_HOME:-} ]]; then
    is_wanted_jdk "$EIGENSWEEP_JAVA_HOME" ||
      refuse "EIGENSWEEP_JAVA_HOME names $EIGENSWEEP_JAVA_HOME, which is not a JDK $WANTED_JAVA"
    export JAVA_HOME=$EIGENSWEEP_JAVA_HOME
    return
  fi
  if [[ -n ${JAVA_HOME:-} ]] && is_wanted_jdk "$JAVA_HOME"; then
    export JAVA_HOME
    return
  fi
  if java=$(command -v java); then
    java=$(readlink -f "$java" 2>/dev/null) || java=
    home=${java%/bin/java}
    if is_wanted_jdk "$home"; then
      export JAVA_HOME=$home
      return
    fi
  fi
  for home in /usr/lib/jvm/* /usr/java/* /opt/* /opt/*/* "${HOME:-/nowhere}"/.sdkman/candidates/java/* "${HOME:-/nowhere}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if is_wanted_jdk "$home"; then
      export JAVA_HOME=$home
      return
    fi
  done
  refuse "no JDK $WANTED_JAVA found: install one (Temurin $WANTED_JAVA, or your system's openjdk-$WANTED_JAVA-jdk), or name its folder in EIGENSWEEP_JAVA_HOME"
}

# Sets MAVEN, and quiets what the JDK says of Maven's own jars. Needs find_jdk before it.
find_maven() {
  local advice="install Maven $WANTED_MAVEN or later (Debian, Ubuntu: apt-get install maven; macOS: brew install maven)"
  local version lowest
  MAVEN=$(command -v mvn) || refuse "no mvn on the PATH, and eigensweep is built with it: $advice"
  version=$("$MAVEN" --version 2>/dev/null) || refuse "$MAVEN does not start: $advice"
  [[ $version =~ Apache\ Maven\ ([0-9]+(\.[0-9]+)*) ]] || refuse "$MAVEN does not tell its version: $advice"
  version=${BASH_REMATCH[1]}
  lowest=$(printf '%s\n' "$WANTED_MAVEN" "$version" | sort -V | head -n 1)
  [[ $lowest == "$WANTED_MAVEN" ]] || refuse "$MAVEN is Maven $version, too old: $advice"
  export MAVEN_OPTS="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS:-}"
}
