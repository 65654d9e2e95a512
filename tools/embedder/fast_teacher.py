"""The same teacher with its products in 8 bits (linear.c); vectors differ from `teacher.py`'s by a cosine of about 0.999."""
import ctypes
import os

import numpy as np

from teacher import Teacher, dequantize

POINTER = ctypes.c_void_p
NAMES = ("qkv", "out", "up", "down")
CALIBRATION = [
    "How do I withdraw my money?", "出金要多久到账", "my card has not arrived", "他昨天去了北京。", "beautiful: delighting the senses",
    "银行", "password", "为什么我的订单一直没有成交", "The cat likes to sleep on the window sill at 3 pm.", "二〇二四年第3季度利率是2.5%",
    "I was charged twice for the same payment and nobody answers me.", "汤姆说他不想再学法语了。", "what does margin call mean", "服务器",
]


class Linear:
    """`most` is the largest value that each input has been seen with: large ones are made smaller and their weights larger."""

    def __init__(self, matrix, bias, most):
        smooth = (most / most.mean()) ** 0.7
        matrix = matrix * smooth[:, None]
        self.smooth = np.ascontiguousarray(1 / smooth, np.float32)
        self.k, self.n = matrix.shape
        self.scales = (np.abs(matrix).max(0) / 127).astype(np.float32)
        rows = np.rint(matrix / self.scales).astype(np.int8)
        self.sums = rows.astype(np.int32).sum(0).astype(np.int32)
        self.rows = np.ascontiguousarray(rows.reshape(self.k // 4, 4, self.n // 16, 16).transpose(2, 0, 3, 1))
        self.bias = np.ascontiguousarray(bias, np.float32)

    def __call__(self, lib, x, activate=0):
        y = np.empty((len(x), self.n), np.float32)
        lib.linear(at(self.rows), at(self.scales), at(self.sums), at(self.bias), at(self.smooth), at(x), len(x), self.n, self.k, activate, at(y))
        return y


def at(array):
    return POINTER(array.ctypes.data)


class FastTeacher(Teacher):
    def __init__(self, library, path=None):
        super().__init__(path)
        self.linears = None
        self.lib = ctypes.CDLL(library)
        self.lib.add_and_normalise.argtypes = [POINTER] * 4 + [ctypes.c_int] * 2 + [ctypes.c_float]
        self.inputs = [{} for _ in self.weights]
        self.embed(CALIBRATION)
        self.linears = [
            {name: Linear(w[name], w[f"{name}_b"], most[name]) for name in NAMES}
            for w, most in zip(self.weights, self.inputs)
        ]

    def seen(self, layer, name, x):
        most = np.abs(x).max(0) + 1e-3
        self.inputs[layer][name] = np.maximum(most, self.inputs[layer].get(name, 0))

    def forward(self, ids):
        if self.linears is None:
            return super().forward(ids)
        texts, length = ids.shape
        table = self.raw("emb.word").reshape(-1, self.width // 32 * 18)
        x = dequantize(table[ids.ravel()], self.width)
        self.add_and_normalise(x, np.tile(self.position[:length] + self.type, (texts, 1)), self.floats("emb.ln.w"), self.floats("emb.ln.b"))
        for w, linear in zip(self.weights, self.linears):
            qkv = linear["qkv"](self.lib, x)
            seen = np.empty_like(x)
            self.lib.attend(at(qkv), texts, length, self.heads, self.width // self.heads, at(seen))
            self.add_and_normalise(x, linear["out"](self.lib, seen), *w["ln1"])
            self.add_and_normalise(x, linear["down"](self.lib, linear["up"](self.lib, x, 1)), *w["ln2"])
        pooled = x.reshape(texts, length, -1).mean(1)
        return pooled / np.linalg.norm(pooled, axis=1, keepdims=True)

    def add_and_normalise(self, x, more, weight, bias):
        more = np.ascontiguousarray(more, np.float32)
        self.lib.add_and_normalise(at(x), at(more), at(weight), at(bias), len(x), self.width, self.eps)
