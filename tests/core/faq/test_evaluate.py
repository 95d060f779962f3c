import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from bots.evaluate import command
from core.faq import evaluate
from core.faq.evaluate import DatasetError
from tests.core.faq.knowledge import RESET, ROWS

KB = [
    {"id": r.entry, "lang": r.language, "question": r.question, "alternatives": r.alternatives}
    for r in ROWS
]
QUERIES = [
    *({"text": texts[0], "lang": lang, "expected": "reset-2fa"} for lang, texts in RESET.items()),
    {"text": "nice weather in the park", "lang": "en", "expected": None},
]
SET = {"name": "small", "kb": KB, "queries": QUERIES}


def written(folder: Path, *lines: object) -> Path:
    path = folder / "set.jsonl"
    path.write_text("\n".join(one if isinstance(one, str) else json.dumps(one) for one in lines))
    return path


def test_a_set_is_measured_from_its_own_base(tmp_path: Path) -> None:
    (data,) = evaluate.read(written(tmp_path, SET, ""))
    figures = evaluate.measure(data)
    assert figures.accuracy_at_1 == figures.recall_at_3 == figures.mrr_at_5 == 1.0
    assert figures.coverage_at_95 == figures.self_coverage == figures.self_precision == 1.0
    assert (figures.self_answers, figures.false_answers) == (6, 0.0)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "2: "),
        ({**SET, "kb": [{"id": "a"}]}, "2: .*lang"),
        ({**SET, "queries": [{"text": "x", "lang": "en"}]}, "2: .*expected"),
        (
            {**SET, "queries": [{"text": "x", "lang": "en", "expected": "b"}]},
            r"2: queries\[0\].*'b'",
        ),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, line: object, said: str) -> None:
    with pytest.raises(DatasetError, match=said):
        evaluate.read(written(tmp_path, SET, line))


def test_coverage_counts_what_one_threshold_allows() -> None:
    sure = np.array([0.9, 0.8, 0.8, 0.7, 0.1])
    right = np.array([True, True, False, True, True])
    asking = np.array([True, True, True, True, True])
    assert evaluate.coverage(sure, right, asking, 0.95) == 0.2
    assert evaluate.coverage(sure, right, asking, 0.75) == 1.0
    assert evaluate.coverage(sure, right, ~asking, 0.95) is None


def test_auroc_is_the_chance_that_right_is_surer() -> None:
    assert evaluate.auroc(np.array([0.9, 0.5, 0.5]), np.array([True, True, False])) == 0.75
    assert evaluate.auroc(np.array([0.9]), np.array([True])) is None


def test_the_interval_of_wilson() -> None:
    low, high = evaluate.wilson(np.array([True] * 9 + [False])) or (0, 0)
    assert (round(low, 3), round(high, 3)) == (0.596, 0.982)


def test_the_command_prints_json_with_peers(tmp_path: Path) -> None:
    path = written(tmp_path, SET)
    result = CliRunner().invoke(command, [str(path), "--json", "--peers"])
    matchers = [one["matcher"] for one in json.loads(result.output)]
    assert matchers[0] == "guildhall"
    assert "sqlite fts5" in matchers


def test_the_command_names_file_and_line_of_a_mistake(tmp_path: Path) -> None:
    path = written(tmp_path, SET, "{")
    result = CliRunner().invoke(command, [str(path)])
    assert result.exit_code == 1
    assert f"{path}:2:" in result.output
