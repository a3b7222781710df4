"""Serves a model file with llama.cpp's own server on a free port of loopback, until its input ends.

    python llama_server.py MODEL.gguf

Its first line on standard output is the address. One thread: a second one makes it slower on a busy machine.
"""

import sys

import xllamacpp

parameters = xllamacpp.CommonParams()
parameters.model.path = sys.argv[1]
parameters.hostnames = ["127.0.0.1"]
parameters.port = 0
parameters.n_ctx = 4096
parameters.n_parallel = 1
parameters.cpuparams.n_threads = 1
name = "smollm2"
parameters.model_alias = {name} if isinstance(parameters.model_alias, set) else name
server = xllamacpp.Server(parameters)
print(server.listening_address, flush=True)
# The test holds this pipe; when the test ends, however it ends, the server does.
sys.stdin.read()
