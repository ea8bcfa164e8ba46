# shellcheck shell=bash
# Sourced: builds another revision of the code, once, into the cache, so that it can be measured beside this one.
# Needs find_jdk and find_maven before build_revision.

readonly KEPT_REVISIONS=8

# find_revision ROOT REV: sets REVISION to its commit, or to nothing and REVISION_MISSING to one line that says why.
# shellcheck disable=SC2034 # for whoever sources this
find_revision() {
  local root=$1 name=$2 said
  REVISION='' REVISION_MISSING=''
  if ! command -v git >/dev/null; then
    REVISION_MISSING="no git on the PATH, which knows what $name is"
  elif ! said=$(LC_ALL=C git -C "$root" rev-parse --show-prefix 2>&1); then
    REVISION_MISSING="git knows no $name in $root (${said%%$'\n'*})"
  elif [[ -n $said ]]; then # A checkout of something else, in which this lies.
    REVISION_MISSING="git knows no $name in $root, which is no checkout"
  elif ! REVISION=$(git -C "$root" rev-parse --verify --quiet --end-of-options "$name^{commit}" 2>/dev/null); then
    REVISION_MISSING="no revision $name in $root"
    [[ $(git -C "$root" rev-parse --is-shallow-repository) != true ]] ||
      REVISION_MISSING+=", a shallow clone (git fetch --unshallow brings the others)"
  fi
}

# Where a commit's jars are, with `class-path`, which names the others that they need.
revision_folder() {
  printf '%s/revisions/%s' "${EIGENSWEEP_CACHE:-${XDG_CACHE_HOME:-${HOME:-}/.cache}/eigensweep}" "${1:0:12}"
}

# build_revision ROOT COMMIT: makes that folder, unless it is there. 1 where that cannot be, with a line that says why.
build_revision() {
  local root=$1 commit=$2 folder home
  folder=$(revision_folder "$commit")
  home=${folder%/*}
  { mkdir -p "$home" && [[ -w $home ]]; } 2>/dev/null || {
    echo "eigensweep: $home cannot be written; set EIGENSWEEP_CACHE to a folder that can be" >&2
    return 1
  }
  (
    # One build at a time; whoever waited finds it done.
    if command -v flock >/dev/null; then flock 9; fi
    if ! revision_is_whole "$folder"; then
      echo "building revision ${commit:0:12} (once) ..." >&2
      make_revision "$root" "$commit" "$folder" || exit
    fi
    touch "$folder" # used now
    prune_revisions "$home"
  ) 9>"$home/lock"
}

# A folder gets its name when it is whole; what it needs of others may have gone since.
revision_is_whole() {
  local jar jars
  [[ -f $1/class-path ]] || return 1
  IFS=: read -r -a jars <"$1/class-path" || return 1
  for jar in "${jars[@]}"; do
    [[ -f $jar ]] || return 1
  done
}

# Sources come out of git as they were committed, into a folder of their own; the working tree is not touched.
# Whether a step failed is looked at here: bash forgets -e in what follows an ||.
make_revision() {
  local root=$1 commit=$2 folder=$3 work code=0
  local log=$root/target/revision-build.log
  mkdir -p "$root/target"
  work=$(mktemp -d "${folder%/*}/building.XXXXXX") || return 1
  # shellcheck disable=SC2064 # the folder as it is now
  trap "rm -rf '$work'" EXIT
  {
    mkdir "$work/sources" "$work/whole" &&
      git -C "$root" archive "$commit" | tar -x -C "$work/sources" -f - &&
      maven_revision "$work/sources" &&
      cp "$work"/sources/core/target/revision/eigensweep-core-*.jar "$work/whole" &&
      cp "$work"/sources/native-bindings/target/revision/eigensweep-native-bindings-*.jar "$work/whole" &&
      tr : '\n' <"$work/sources/native-bindings/class-path" | grep -v "^$work/" | paste -s -d : - >"$work/whole/class-path"
  } >"$log" 2>&1 || code=$?
  ((code <= 128)) || exit "$code" # stopped by a signal
  ((code == 0)) || {
    echo "eigensweep: revision ${commit:0:12} does not build; all of it is in $log" >&2
    return 1
  }
  rm -rf "$folder"
  mv "$work/whole" "$folder"
}

# What the gate measures is in core and native-bindings.
maven_revision() {
  "$MAVEN" -q -B -ntp -f "$1/pom.xml" -Dquick -Dbuild.folder=target/revision -Dmaven.test.skip -pl native-bindings -am \
    package org.apache.maven.plugins:maven-dependency-plugin:build-classpath -Dmdep.includeScope=runtime \
    -Dmdep.outputFile=class-path </dev/null
}

# Keeps those that were used last, and no leftovers of builds that were killed.
prune_revisions() {
  local folder
  find "$1" -mindepth 1 -maxdepth 1 -name 'building.*' -mmin +60 -exec rm -rf {} +
  # shellcheck disable=SC2012 # the names are commits
  ls -1dt "$1"/[0-9a-f]*[0-9a-f]/ | tail -n +$((KEPT_REVISIONS + 1)) | while IFS= read -r folder; do
    rm -rf "$folder"
  done
}
