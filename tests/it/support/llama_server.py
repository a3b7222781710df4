"""A real llama.cpp server on a port of loopback that is free, for the tests.

    python llama_server.py MODEL.gguf

Its first line on standard output is the address. One thread: a second one makes it slower on a busy machine.
"""

import json
import sys
import urllib.request

import xllamacpp


def start(model: str, context: int = 4096, full_precision: bool = False, **more: object) -> xllamacpp.Server:
    """Loads the model. What was read is kept in half precision, as llama.cpp does by itself, or in full."""
    parameters = xllamacpp.CommonParams()
    parameters.model.path = model
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.n_ctx = context
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = 1
    if full_precision:
        parameters.cache_type_k = parameters.cache_type_v = xllamacpp.ggml_type.GGML_TYPE_F32
        parameters.flash_attn_type = xllamacpp.llama_flash_attn_type.LLAMA_FLASH_ATTN_TYPE_DISABLED
    name = "smollm2"
    parameters.model_alias = {name} if isinstance(parameters.model_alias, set) else name
    for field, value in more.items():
        setattr(parameters, field, value)
    return xllamacpp.Server(parameters)


def ask(server: xllamacpp.Server, path: str, **body: object) -> dict:
    data = json.dumps(body).encode()
    request = urllib.request.Request(server.listening_address + path, data, {"content-type": "application/json"})
    with urllib.request.urlopen(request) as response:
        return json.load(response)


if __name__ == "__main__":
    server = start(sys.argv[1])
    print(server.listening_address, flush=True)
    # The test holds this pipe; when the test ends, however it ends, the server does.
    sys.stdin.read()
