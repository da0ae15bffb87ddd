# threads whose results are joined
import threading
out = []
lock = threading.Lock()
def work(n, times=1):
    with lock:
        out.append(n * times)
threads = [threading.Thread(target=work, args=(i,), kwargs={'times': 2}) for i in range(3)]
for t in threads:
    t.daemon = False
    t.start()
for t in threads:
    t.join()
print(sorted(out), threads[0].is_alive())
done = threading.Event()
t = threading.Thread(target=done.set)
t.start()
t.join()
print(done.is_set())
