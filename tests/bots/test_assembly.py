"""What the program is put together from."""

from collections import Counter

from bots import assembly


def test_no_two_features_have_a_command_or_a_job_of_one_name() -> None:
    commands = Counter(c.spec.name for f in assembly.FEATURES for c in f.commands)
    jobs = Counter(job.name for f in assembly.FEATURES for job in f.jobs)
    assert [name for name, count in (commands + jobs).items() if count > 1] == []
