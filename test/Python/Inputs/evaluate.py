"""evaluate, get_performance_metrics and generate_elf_and_reference_files.

Usage: evaluate.py DIGITS FOLDER
"""
import json
import sys
from pathlib import Path

import numpy as np

from afe.apis.loaded_net import load_model
from afe.apis.statistic import Statistic
from afe.core.utils import convert_data_generator_to_iterable
from afe.load.importers.general_importer import tflite_source

digits, folder = Path(sys.argv[1]), Path(sys.argv[2])
model = load_model(tflite_source(digits / "digits.tflite")).convert_to_sima_quantization()
samples = convert_data_generator_to_iterable({"image": np.load(digits / "images.npy")})
labels = np.load(digits / "labels.npy")


def is_right(outputs, label):
    return int(np.argmax(outputs[0])) == label


accuracy = model.evaluate(zip(samples, labels), is_right)
counted = Statistic(lambda: 0, lambda count, outputs, label: count + is_right(outputs, label),
                    lambda count: count)
assert model.evaluate(zip(samples, labels), counted, fast_mode=True) == round(50 * accuracy)
golden = np.load(digits / "golden" / "probabilities.npy")
for sample, expected in zip(samples, golden):
    assert np.array_equal(model.execute(sample)[0][0], expected)
print(f"{len(samples)} images, accuracy {accuracy:.2f}")

metrics = model.get_performance_metrics(str(folder))
assert json.loads((folder / "digits_kpi.json").read_text()) == metrics
assert metrics["latency_ms"] == metrics["dram_cycles"] / 1e6
print(f"metrics: {len(metrics['layers']['name'])} layers")

place = folder / "references"
model.generate_elf_and_reference_files(samples[:2], str(place))
assert (place / "digits_stage1_mla.elf").stat().st_size > 0
for index in range(2):
    data = (place / str(index) / "MLA_0" / "ifm.0.bin").read_bytes()
    assert data == samples[index]["image"].tobytes()
    assert (place / str(index) / "MLA_0" / "ofm.0.bin").read_bytes()[:10] == golden[index].tobytes()
print("references: 2 executions")
