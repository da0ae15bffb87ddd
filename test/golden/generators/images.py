"""Writes images.json.gz: pictures in many encodings, and checksums of what TensorFlow 0.12.1 makes of them. Needs Pillow. Usage: images.py OUT"""
import base64, gzip, io, json, struct, sys, zlib
import numpy as np
import tensorflow as tf
from PIL import Image

rs = np.random.RandomState(5)
files = []


def photo(h, w, c, noise=12):
    y, x, k = np.meshgrid(np.arange(h), np.arange(w), np.arange(c), indexing='ij')
    v = 127 + 90 * np.sin(y / 7.0 + k) * np.cos(x / 9.0 - k) + 30 * ((x // 13 + y // 11) % 2) + rs.randn(h, w, c) * noise
    return np.clip(v, 0, 255).astype(np.uint8)


def saved(im, kind, **kw):
    out = io.BytesIO()
    im.save(out, kind, **kw)
    return out.getvalue()


def chunk(tag, data):
    return struct.pack('>I', len(data)) + tag + data + struct.pack('>I', zlib.crc32(tag + data) & 0xffffffff)


def rows_of(img, depth, start):
    """Rows with the five filters by turns."""
    out, before = bytearray(), None
    bpp = max(1, img.shape[2] * depth // 8)
    for y, row in enumerate(img.reshape(img.shape[0], -1)):
        bits = ''.join(format(int(v), '0%db' % depth) for v in row)
        bits += '0' * (-len(bits) % 8)
        raw = bytearray(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))
        before = before or bytearray(len(raw))
        f = (y + start) % 5
        out.append(f)
        for i in range(len(raw)):
            a, b, c = raw[i - bpp] if i >= bpp else 0, before[i], before[i - bpp] if i >= bpp else 0
            pa, pb, pc = abs(b - c), abs(a - c), abs(a + b - 2 * c)
            paeth = a if pa <= pb and pa <= pc else (b if pb <= pc else c)
            out.append((raw[i] - [0, a, b, (a + b) // 2, paeth][f]) & 255)
        before = raw
    return out


def png(img, depth, color, interlaced, extra=b''):
    h, w = img.shape[:2]
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)] if interlaced else [(0, 0, 1, 1)]
    data = bytearray()
    for k, (x, y, dx, dy) in enumerate(passes):
        part = img[y::dy, x::dx]
        if part.size:
            data += rows_of(part, depth, k)
    z = zlib.compress(bytes(data), 9)
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', w, h, depth, color, 0, 0, int(interlaced))) + extra
            + chunk(b'IDAT', z[:len(z) // 2]) + chunk(b'IDAT', z[len(z) // 2:]) + chunk(b'IEND', b''))


def words(values):
    return b''.join(struct.pack('>H', int(v)) for v in values)


def pngs():
    for color, c in ((0, 1), (2, 3), (3, 1), (4, 2), (6, 4)):
        for depth in (1, 2, 4, 8, 16):
            if (depth < 8 and color not in (0, 3)) or (depth == 16 and color == 3):
                continue
            for interlaced in (False, True):
                img = rs.randint(0, 2 ** depth, (11, 13, c))
                variants = [('', b'')]
                if color == 3:
                    palette = chunk(b'PLTE', bytes(bytearray(rs.randint(0, 256, 3 * 2 ** depth).tolist())))
                    variants = [('', palette), ('t', palette + chunk(b'tRNS', bytes(bytearray(rs.randint(0, 256, max(1, 2 ** depth // 2)).tolist())))),
                                ('g', chunk(b'gAMA', struct.pack('>I', 45455)) + palette)]
                elif color in (0, 2):
                    variants.append(('t', chunk(b'tRNS', words(img[0, 0]))))
                if color in (2, 6):
                    variants.append(('g', chunk(b'gAMA', struct.pack('>I', 45455))))
                for name, extra in variants[:1] if interlaced else variants:
                    yield 'png %d %d %d %s' % (color, depth, interlaced, name), png(img, depth, color, interlaced, extra)
    whole = png(rs.randint(0, 256, (5, 6, 3)), 8, 2, False)
    for cut in (5, 20, 40, 60, len(whole) - 12, len(whole) - 1):
        yield 'png cut %d' % cut, whole[:cut]
    for at in (8, 12, 17, 20, 24, 25, 26, 28, 31, 37, 45, len(whole) - 18, len(whole) - 3):
        damaged = bytearray(whole)
        damaged[at] ^= 0x41
        yield 'png damaged %d' % at, bytes(damaged)


def sampling(data, factors):
    out = bytearray(data)
    at = data.index(b'\xff\xc0')
    for k, f in enumerate(factors):
        out[at + 11 + 3 * k] = f
    return bytes(out)


def without(data, marker):
    at = data.index(marker)
    return data[:at] + data[at + 2 + struct.unpack('>H', data[at + 2:at + 4])[0]:]


def with_ids(data, ids):
    out = bytearray(data)
    frame, scan = data.index(b'\xff\xc0'), data.index(b'\xff\xda')
    for k, i in enumerate(ids):
        out[frame + 10 + 3 * k] = out[scan + 5 + 2 * k] = i
    return bytes(out)


def jpegs():
    for h, w in [(1, 1), (2, 3), (9, 17), (31, 50)]:
        rgb = Image.fromarray(photo(h, w, 3))
        for s in (0, 1, 2):
            for p in (False, True):
                yield 'jpeg %d %d sampling %d %s' % (h, w, s, p), saved(rgb, 'JPEG', quality=85, subsampling=s, progressive=p)
        grey = Image.fromarray(photo(h, w, 1)[:, :, 0])
        for p in (False, True):
            yield 'jpeg %d %d grey %s' % (h, w, p), saved(grey, 'JPEG', quality=60, progressive=p)
    yield 'jpeg of noise', saved(Image.fromarray(rs.randint(0, 256, (24, 40, 3)).astype(np.uint8)), 'JPEG', quality=98, subsampling=2)
    yield 'jpeg of low quality', saved(Image.fromarray(photo(24, 40, 3)), 'JPEG', quality=4, subsampling=2)
    cmyk = Image.fromarray(photo(19, 23, 4), 'CMYK')
    inks = saved(cmyk, 'JPEG', quality=80)
    yield 'jpeg cmyk', inks
    yield 'jpeg cmyk progressive', saved(cmyk, 'JPEG', quality=80, progressive=True)
    yield 'jpeg cmyk plain', without(inks, b'\xff\xee')
    ycck = bytearray(inks)
    ycck[inks.index(b'\xff\xee') + 15] = 2
    yield 'jpeg ycck', bytes(ycck)
    base = saved(Image.fromarray(photo(40, 50, 3)), 'JPEG', quality=70, subsampling=2)
    for name, f in (('4:4:0', [0x12, 0x11, 0x11]), ('4:1:1', [0x41, 0x11, 0x11]), ('3', [0x31, 0x11, 0x11]), ('tall', [0x14, 0x11, 0x11]), ('mixed', [0x21, 0x21, 0x11]), ('fraction', [0x32, 0x21, 0x11])):
        yield 'jpeg sampling ' + name, sampling(base, f)
    plain = without(base, b'\xff\xe0')
    yield 'jpeg without markers', plain
    for t in (0, 1):
        yield 'jpeg adobe %d' % t, plain[:2] + b'\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00' + struct.pack('B', t) + plain[2:]
    yield 'jpeg rgb by ids', with_ids(plain, [82, 71, 66])
    yield 'jpeg with restarts', restarted()
    for name, data in (('', base), ('progressive ', saved(Image.fromarray(photo(40, 50, 3)), 'JPEG', quality=70, progressive=True))):
        for share in (0.1, 0.5, 0.7, 0.9):
            yield 'jpeg %scut %g' % (name, share), data[:int(len(data) * share)]
    yield 'jpeg without end', base[:-2]


def restarted():
    """Restart markers between the units of a grey picture: each interval is the same coded unit, of a block with nothing but its mean."""
    base = saved(Image.fromarray(np.full((8, 40), 200, np.uint8)), 'JPEG', quality=50)
    scan = base.index(b'\xff\xda')
    one = saved(Image.fromarray(np.full((8, 8), 90, np.uint8)), 'JPEG', quality=50)
    other = saved(Image.fromarray(np.full((8, 8), 180, np.uint8)), 'JPEG', quality=50)
    units = [f[f.index(b'\xff\xda') + 10:-2] for f in (one, other)]
    data = b''
    for k in range(5):
        data += units[k % 2] + (struct.pack('BB', 255, 0xd0 + k) if k < 4 else b'')
    return base[:scan] + b'\xff\xdd\x00\x04\x00\x01' + base[scan:scan + 10] + data + b'\xff\xd9'


def gifs():
    for k in range(8):
        h, w, colors = rs.randint(2, 30), rs.randint(2, 30), [2, 4, 16, 256][k % 4]
        frames = [Image.fromarray(rs.randint(0, colors, (h, w)).astype(np.uint8), 'P') for _ in range(1 + k % 3)]
        for f in frames:
            f.putpalette(rs.randint(0, 256, 768).astype(np.uint8).tobytes())
        yield 'gif %d' % k, saved(frames[0], 'GIF', save_all=True, append_images=frames[1:], interlace=k % 2, disposal=2, optimize=False)
    small = Image.fromarray(np.zeros((4, 4), np.uint8), 'P')
    corner = Image.fromarray(np.eye(4, dtype=np.uint8), 'P')
    yield 'gif of changed parts', saved(small, 'GIF', save_all=True, append_images=[corner])


def options_of(name):
    if name.startswith('gif'):
        return [('decode_gif', {})]
    if name.startswith('png'):
        return [('decode_png', dict(channels=c, dtype=t)) for c in (0, 1, 3, 4) for t in ('uint8', 'uint16')]
    some = [dict(), dict(channels=1), dict(channels=3), dict(fancy_upscaling=False)]
    if 'cut' in name or 'end' in name:
        some += [dict(try_recover_truncated=True), dict(acceptable_fraction=0.3), dict(acceptable_fraction=0.0)]
    else:
        some += [dict(ratio=2), dict(ratio=4), dict(ratio=8), dict(ratio=2, fancy_upscaling=False)]
    return [('decode_jpeg', o) for o in some]


def crc(data):
    return zlib.crc32(data) & 0xffffffff


graph = tf.Graph()
with graph.as_default():
    contents = tf.placeholder(tf.string, [])
    session = tf.Session()
nodes = {}


def decoded(data, op, options):
    key = (op, tuple(sorted(options.items())))
    if key not in nodes:
        with graph.as_default():
            nodes[key] = getattr(tf.image, op)(contents, **{k: getattr(tf, v) if k == 'dtype' else v for k, v in options.items()})
    try:
        result = session.run(nodes[key], {contents: data})
    except tf.errors.OpError as e:
        return [op, options, e.message.split('\n')[0]]
    return [op, options, list(result.shape), crc(result.tobytes())]


def encoded(op, image, **options):
    with tf.Graph().as_default(), tf.Session() as s:
        data = s.run(getattr(tf.image, op)(tf.constant(image), **options))
    return dict(op=op, options=options, shape=list(image.shape), dtype=str(image.dtype), image=base64.b64encode(image.tobytes()).decode(), length=len(data), crc=crc(data))


def encodings():
    for h, w in [(1, 1), (5, 9), (17, 33), (40, 23)]:
        rgb, grey = photo(h, w, 3), photo(h, w, 1)
        for q in (0, 10, 50, 95, 100):
            yield encoded('encode_jpeg', rgb, quality=q)
        for progressive in (False, True):
            for optimize in (False, True):
                yield encoded('encode_jpeg', rgb, progressive=progressive, optimize_size=optimize, quality=75)
                yield encoded('encode_jpeg', rgb, progressive=progressive, optimize_size=optimize, chroma_downsampling=False)
                yield encoded('encode_jpeg', grey, progressive=progressive, optimize_size=optimize, quality=85)
        yield encoded('encode_jpeg', rgb, format='rgb', density_unit='cm', x_density=70000, y_density=1, xmp_metadata='<x/>')
    for c in (1, 2, 3, 4):
        for dtype in (np.uint8, np.uint16):
            image = (photo(12, 15, c).astype(dtype) * (257 if dtype == np.uint16 else 1)).astype(dtype)
            for compression in (-1, 0, 1, 6, 9):
                yield encoded('encode_png', image, compression=compression)


decodes = []
for source in (pngs, jpegs, gifs):
    for name, data in source():
        decodes.append(dict(name=name, file=base64.b64encode(data).decode(), cases=[decoded(data, op, o) for op, o in options_of(name)]))
with open(sys.argv[1], 'wb') as out:
    text = json.dumps(dict(decodes=decodes, encodes=list(encodings())), separators=(',', ':'))
    gz = gzip.GzipFile('', 'wb', 9, out, 0)
    gz.write(text.encode())
    gz.close()
