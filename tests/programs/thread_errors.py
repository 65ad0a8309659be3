# A thread reports its exception on the stream that was sys.stderr when it was made, where there is none any more; warnings of incomplete sources.
import codeop
import io
import sys
import threading
import warnings

sys.stderr = stream = io.StringIO()
t = threading.Thread(target=lambda: 1 / 0, name="worker")
sys.stderr = None
t.start()
t.join()
sys.stderr = sys.__stderr__
print(stream.getvalue().splitlines()[0])

with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    try:
        codeop.Compile()("'\\e' + (", "<input>", "single")
    except SyntaxError as e:
        print(type(e).__mro__[1].__name__, len(seen), seen[0].category.__name__)
