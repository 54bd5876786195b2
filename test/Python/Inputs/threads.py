"""Models in threads, and what they log.

Usage: threads.py MODEL FOLDER
"""
import concurrent.futures
import hashlib
import logging
import sys
import threading
from pathlib import Path

import numpy as np

from afe.apis.defines import gen_custom_target, gen1_target
from afe.apis.loaded_net import load_model
from afe.load.importers.general_importer import tflite_source

network, folder = Path(sys.argv[1]), Path(sys.argv[2])


def load(target=gen1_target):
    return load_model(tflite_source(network), target=target).convert_to_sima_quantization()


model = load()


def compile_one(index):
    model.compile(output_path=str(folder / str(index)), batch_size=16)
    archive = folder / str(index) / "digits_mpk.tar.gz"
    return hashlib.sha256(archive.read_bytes()).hexdigest()


def execute_one(index):
    image = np.full((1, 16, 16, 1), index, np.int8)
    outputs = model.execute({"image": image}, fast_mode=index % 2 == 0)
    return outputs[0].tobytes() == model.simulate({"image": image})[0][0].tobytes()


with concurrent.futures.ThreadPoolExecutor(8) as pool:
    assert len(set(pool.map(compile_one, range(8)))) == 1
    print("8 compilations at a time: equal")
    assert all(pool.map(execute_one, range(8)))
    print("8 executions at a time: equal")

# Another thread runs between the first and the last message of a compilation.
turns, done = [], threading.Event()


def turn():
    while not done.is_set():
        turns.append(threading.current_thread().name)


other = threading.Thread(target=turn)
other.start()
before = len(turns)
model.compile(output_path=str(folder), batch_size=128)
after = len(turns)
done.set()
other.join()
assert after > before
print("the interpreter went on")


class Records(logging.Handler):
    def __init__(self):
        super().__init__()
        self.lines = []

    def emit(self, record):
        self.lines.append(f"{record.levelname}: {record.getMessage()}")


records = Records()
logging.getLogger("afe").addHandler(records)
small = load(gen_custom_target("cmp1024"))
small.compile(output_path=str(folder), batch_size=64)
print("log:", next(line for line in records.lines if line.startswith("WARNING")))
records.lines.clear()
small.compile(output_path=str(folder), batch_size=64, log_level=logging.ERROR)
print(f"log of level ERROR: {len(records.lines)} records")
