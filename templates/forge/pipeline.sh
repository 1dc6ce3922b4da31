#!/bin/sh
# What a forge runs on a branch before a supervisor reads it. The branch is somebody else's data:
#
#   sh .casekit/pipeline.sh BASE HEAD OUT [github|gitlab|junit|sarif]
#
# To be run from a checkout of BASE, the branch that the work goes to: so it is that branch's tool
# and rules that judge. Nothing of HEAD is checked out or run; it is read as git's objects, within
# bounds of time, memory and size, and no secret of the forge is in reach.
#
# Writes OUT/report.md, a page for a comment, and OUT/findings. Exit 0 when nothing stands in the
# way, 1 when something is to be mended first, 2 when the branch was not judged.
set -eu
base=$1 head=$2 out=$3 format=${4:-github}

# The new objects as they are packed; a scanned letter has some hundred kilobytes.
most_bytes=${CASEKIT_MOST_BYTES:-209715200}
most_files=${CASEKIT_MOST_FILES:-20000}
seconds=${CASEKIT_SECONDS:-600}
kilobytes=${CASEKIT_KILOBYTES:-4194304}

mkdir -p "$out"
rm -f "$out/report.md" "$out/findings"
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT

refuse() {
  rm -f "$out/findings"
  printf '# This branch was not judged\n\n%s\n' "$1" >"$out/report.md"
  echo "$1" >&2
  exit 2
}

# Nothing of the forge's environment goes in: no token, no settings of git.
bounded() {
  (
    ulimit -v "$kilobytes"
    exec env -i PATH="$PATH" HOME="$home" LANG=C.UTF-8 GIT_CONFIG_NOSYSTEM=1 \
      timeout -k 10 "$seconds" "$@"
  )
}

fork=$(bounded git merge-base "$base" "$head") || refuse "The branch has nothing in common with this one."
bytes=$(bounded git rev-list --objects --disk-usage "$fork..$head") || refuse "The branch cannot be read."
[ "$bytes" -le "$most_bytes" ] ||
  refuse "The branch brings $bytes bytes; $most_bytes are allowed."
bounded git diff-tree -r --name-only --no-renames "$fork" "$head" >"$home/files" ||
  refuse "The files of the branch cannot be listed."
files=$(wc -l <"$home/files")
[ "$files" -le "$most_files" ] ||
  refuse "The branch changes $files files; $most_files are allowed."

# Half an answer must not look like a whole one. What casekit says besides may quote a record, and a
# forge keeps what it is shown; so it stays here.
run() {
  name=$1
  shift
  code=0
  bounded casekit "$@" >"$out/$name" 2>/dev/null || code=$?
  case $code in
    0 | 1 | 4) ;;
    124 | 137) refuse "The branch was not judged: it took longer than $seconds seconds." ;;
    *) refuse "The branch was not judged: casekit $1 ended with $code." ;;
  esac
  [ -s "$out/$name" ] || {
    rm "$out/$name"
    refuse "The branch cannot be read. To see why, on your own machine: casekit $*"
  }
}

result=0
run report.md diff --pr "$base..$head"
[ "$code" = 0 ] || result=1
run findings check --changed "$base...$head" --format "$format"
[ "$code" = 0 ] || result=1
exit "$result"
