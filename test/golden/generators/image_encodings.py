"""
Writes image_encodings.json.gz: pictures whose encodings few encoders write (arithmetic codes, odd samplings, coefficients that overflow, files cut within
a segment, PNG of few significant bits), and checksums of what TensorFlow 0.12.1 makes of them. Needs jpegtran. Usage: image_encodings.py OUT
"""
import base64, gzip, json, random, struct, subprocess, sys, zlib
import numpy as np
import tensorflow as tf

R = random.Random(3)
# flat Huffman tables: codes of 4 bits for the sizes of first coefficients, of 8 bits for the others
DC = [0, 0, 0, 12] + [0] * 12, list(range(12))
AC = [0] * 7 + [162] + [0] * 8, [r << 4 | s for r in range(16) for s in range(1, 11)] + [0, 0xf0]
AC_CODES = {s: i for i, s in enumerate(AC[1])}
JFIF = b'\xff\xe0\x00\x10JFIF\0\1\1\0\0\1\0\1\0\0'
ADOBE = b'\xff\xee\x00\x0eAdobe\0\x64\0\0\0\0\x02'


def segment(marker, values):
    return struct.pack('>BBH', 255, marker, len(values) + 2) + bytes(bytearray(values))


def number(bits, value):
    size = abs(value).bit_length()
    if size:
        bits.append((value if value > 0 else value + 2 ** size - 1, size))


def coded(block, before):
    bits = [(abs(block[0] - before).bit_length(), 4)]
    number(bits, block[0] - before)
    run = 0
    for value in block[1:]:
        if value == 0:
            run += 1
            continue
        while run > 15:
            bits.append((AC_CODES[0xf0], 8))
            run -= 16
        bits.append((AC_CODES[run << 4 | abs(value).bit_length()], 8))
        number(bits, value)
        run = 0
    if run:
        bits.append((AC_CODES[0], 8))
    return ''.join(format(value, '0%db' % size) for value, size in bits)


def jpeg(w, h, samplings, marks=JFIF, spread=1, details=6, quantizers=None):
    """A sequential file of random coefficients."""
    mh, mv = max(s[0] for s in samplings), max(s[1] for s in samplings)
    last, bits = [0] * len(samplings), ''
    for _ in range(-(-w // (8 * mh)) * -(-h // (8 * mv))):
        for i, (sh, sv) in enumerate(samplings):
            for _ in range(sh * sv):
                block = [int(R.gauss(0, 25 * spread))] + [0] * 63
                for _ in range(R.randint(0, details)):
                    block[min(63, int(R.expovariate(0.15)) + 1)] = int(R.gauss(0, 12 * spread))
                block = [max(-500, min(500, v)) for v in block]
                bits += coded(block, last[i])
                last[i] = block[0]
    bits += '1' * (-len(bits) % 8)
    data = bytearray(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))
    ids = range(1, len(samplings) + 1)
    frame = [8, h >> 8, h & 255, w >> 8, w & 255, len(ids)] + [v for i, (a, b) in zip(ids, samplings) for v in (i, a * 16 + b, 0)]
    scan = [len(ids)] + [v for i in ids for v in (i, 0)] + [0, 63, 0]
    return (b'\xff\xd8' + marks + segment(0xdb, [0] + (quantizers or [3 + k for k in range(64)])) + segment(0xc0, frame)
            + segment(0xc4, [0] + DC[0] + DC[1]) + segment(0xc4, [16] + AC[0] + AC[1])
            + segment(0xda, scan) + bytes(data).replace(b'\xff', b'\xff\0') + b'\xff\xd9')


def transcoded(data, *options):
    process = subprocess.Popen(['jpegtran', '-copy', 'all'] + list(options), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    return process.communicate(data)[0]


def jpegs():
    photo, odd = [(2, 2), (1, 1), (1, 1)], [(3, 1), (1, 1), (2, 3)]
    for name, samplings in (('4:2:0', photo), ('odd', odd)):
        for options in ([], ['-progressive'], ['-restart', '1B'], ['-progressive', '-restart', '2B']):
            data = transcoded(jpeg(41, 35, samplings), '-arithmetic', *options)
            yield 'jpeg arithmetic %s %s' % (name, ' '.join(options)), data
            yield 'jpeg arithmetic %s %s cut' % (name, ' '.join(options)), data[:len(data) * 2 // 3]
    yield 'jpeg arithmetic inks', transcoded(jpeg(20, 20, [(1, 1)] * 4, ADOBE), '-arithmetic')
    whole = transcoded(jpeg(33, 20, photo), '-arithmetic')
    for at in (20, 150, 180, 240):
        yield 'jpeg arithmetic damaged %d' % at, whole[:at] + b'\x5a' + whole[at + 1:]
    for spread in (3, 30):
        for details in (0, 1, 30):
            for quantizers in ([255] + [9] * 63, [60] * 64):
                yield 'jpeg overflow %d %d %d' % (spread, details, quantizers[0]), jpeg(24, 16, [(1, 1)], JFIF, spread, details, quantizers)
    for samplings in ([(4, 1), (1, 1), (2, 1)], [(1, 3), (1, 1), (1, 1)], [(1, 1), (2, 2), (1, 2)], [(2, 2), (1, 2), (2, 1), (2, 2)]):
        yield 'jpeg sampling %s' % samplings, jpeg(37, 29, samplings, ADOBE if len(samplings) == 4 else JFIF)
    scans = transcoded(jpeg(40, 30, photo), '-progressive')
    for at in [i for i in range(200, len(scans) - 1) if scans[i:i + 2] == b'\xff\xc4'][:3]:
        for more in (2, 3, 17):
            yield 'jpeg cut in segment %d' % (at + more), scans[:at + more]


def chunk(tag, data):
    return struct.pack('>I', len(data)) + tag + data + struct.pack('>I', zlib.crc32(tag + data) & 0xffffffff)


def pngs():
    for color, channels in ((2, 3), (6, 4)):
        for significant in (0, 3, 7, 9, 12, 16, 17):
            for gamma in (30000, 45455):
                image = np.random.RandomState(significant).randint(0, 65536 if gamma == 45455 else 9, (6, 7, channels))
                rows = b''.join(b'\0' + row.astype('>u2').tobytes() for row in image)
                yield 'png significant %d %d %d' % (color, significant, gamma), (
                    b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', 7, 6, 16, color, 0, 0, 0))
                    + chunk(b'sBIT', bytes(bytearray([significant] * channels))) + chunk(b'gAMA', struct.pack('>I', gamma))
                    + chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b''))


def options_of(name):
    if name.startswith('png'):
        return [('decode_png', dict(channels=1, dtype=t)) for t in ('uint8', 'uint16')]
    some = [dict(), dict(channels=1)] + [dict(ratio=r) for r in (2, 4, 8)]
    return [('decode_jpeg', o) for o in some + [dict(o, try_recover_truncated=True) for o in (some if 'cut' in name else [])]]


contents, session, nodes = tf.placeholder(tf.string, []), tf.Session(), {}


def decoded(data, op, options):
    key = op, tuple(sorted(options.items()))
    if key not in nodes:
        nodes[key] = getattr(tf.image, op)(contents, **{k: getattr(tf, v) if k == 'dtype' else v for k, v in options.items()})
    try:
        result = session.run(nodes[key], {contents: data})
    except tf.errors.OpError as e:
        return [op, options, e.message.split('\n')[0]]
    return [op, options, list(result.shape), zlib.crc32(result.tobytes()) & 0xffffffff]


decodes = []
for source in (pngs, jpegs):
    for name, data in source():
        decodes.append(dict(name=name, file=base64.b64encode(data).decode(), cases=[decoded(data, op, o) for op, o in options_of(name)]))
with open(sys.argv[1], 'wb') as out:
    gz = gzip.GzipFile('', 'wb', 9, out, 0)
    gz.write(json.dumps(dict(decodes=decodes), separators=(',', ':')).encode())
    gz.close()
