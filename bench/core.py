"""PyTorch's times of what core.mjs measures, one thread, as JSON: milliseconds of processor time, the median of five runs."""

import json
import statistics
import time

import torch

torch.set_num_threads(1)


def median(work, runs=5):
    work()
    times = []
    for _ in range(runs):
        start = time.process_time()
        work()
        times.append((time.process_time() - start) * 1000)
    return statistics.median(times)


def training(model, inputs, targets):
    def run():
        optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
        criterion = torch.nn.MSELoss()
        for _ in range(1000):
            loss = criterion(model(inputs), targets)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            loss.item()

    return run


result = {}
for name, dtype in (("float32", torch.float32), ("float64", torch.float64)):
    a, b = torch.randn(1000, 1000, dtype=dtype), torch.randn(1000, 1000, dtype=dtype)
    result[f"product {name}"] = median(lambda: a @ b)
x = torch.rand(100, 1)
result["regression"] = median(training(torch.nn.Linear(1, 1), x, 3 * x + 2), 3)
network = torch.nn.Sequential(
    torch.nn.Linear(10, 50), torch.nn.ReLU(), torch.nn.Linear(50, 20), torch.nn.ReLU(), torch.nn.Linear(20, 1)
)
result["network"] = median(training(network, torch.randn(100, 10), torch.randn(100, 1)), 3)
print(json.dumps(result))
