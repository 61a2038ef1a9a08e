"""Tests of compiling ahead."""

from __future__ import annotations

import ast
from pathlib import Path

from optimisation import compiling


def test_every_kernel_is_compiled_ahead() -> None:
    """Each function named compiled... of a kernel file is among those that are made after an installation."""
    folder = Path(compiling.__file__).parent
    kernels = {
        item.name
        for path in folder.glob("*_kernel.py")
        for item in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(item, ast.FunctionDef) and item.name.startswith("compiled")
    }
    assert kernels <= set(vars(compiling))
    assert compiling.compile_all() == len(kernels)
