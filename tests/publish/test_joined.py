import gzip

from ocdsjp.publish.fragments import read_index
from ocdsjp.publish.joined import JoinJob


def test_a_job_joins_pieces_of_several_fragments_in_its_order(tmp_path, lake, samples):
    refs = [sample.render(lake) for sample in samples]
    pieces = tuple((ref.path, piece) for ref in refs for piece in read_index(lake, ref).lines)
    entry = JoinJob("a/b.jsonl.gz", pieces, head=b"head\n", separator=b"--\n", tail=b"tail\n").run(lake, tmp_path)
    parts = [b"".join(sample.compiled_lines) for sample in samples]
    expected = b"head\n" + b"--\n".join(parts) + b"tail\n"
    assert gzip.decompress((tmp_path / "a/b.jsonl.gz").read_bytes()) == expected
    assert entry.records == sum(len(sample.compiled) for sample in samples)


def test_a_job_without_pieces_is_an_empty_gzip_file(tmp_path, lake):
    entry = JoinJob("full.jsonl.gz", ()).run(lake, tmp_path)
    assert gzip.decompress((tmp_path / "full.jsonl.gz").read_bytes()) == b""
    assert entry.records == 0


def test_a_job_is_named_by_its_path():
    assert str(JoinJob("bulk/full.jsonl.gz", ())) == "bulk/full.jsonl.gz"
