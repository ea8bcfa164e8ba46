"""Writes the HDF5 fixtures of the tests, and beside each (.safetensors) what h5py or Keras reads from it.

    pip install h5py                                  python hdf5_fixtures.py plain FOLDER
    pip install h5py keras jax                        python hdf5_fixtures.py keras3 FOLDER
    pip install h5py 'tensorflow-cpu==2.15.*'         python hdf5_fixtures.py keras2 FOLDER

FOLDER is core/src/test/resources/eigensweep/checkpoint/hdf5. Made with h5py 3.16.0 (HDF5 2.0.0), Keras 3.15.1 and Keras
2.15.0. All numbers are drawn from a seed; some files hold the time at which they were made. They are kept gzipped: HDF5
leaves room for more.
"""

import gzip
import io
import json
import os
import struct
import sys
import zipfile

import numpy as np

SEED = 20261122
random = np.random.default_rng(SEED)
SAFETENSORS = {"f8": "F64", "f4": "F32", "f2": "F16", "i8": "I64", "i4": "I32", "i2": "I16", "i1": "I8",
               "u8": "U64", "u4": "U32", "u2": "U16", "u1": "U8", "b1": "BOOL"}

# What has no elements in the file, or has them in a way that we list with a reason.
UNREAD = {"never", "part", "scaled", "growing"}


def gaussian(*shape, dtype="<f4"):
    return random.standard_normal(shape).astype(dtype)


def keep(folder, name, content):
    with open(os.path.join(folder, name + ".gz"), "wb") as out:
        with gzip.GzipFile(filename="", fileobj=out, mode="wb", mtime=0) as packed:
            packed.write(content)
    print(name, len(content), "bytes")


def expect(folder, name, arrays):
    header, data = {}, b""
    for key, array in arrays.items():
        little = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
        raw = little.tobytes()
        kind = SAFETENSORS[little.dtype.str[1:]]
        header[key] = {"dtype": kind, "shape": list(array.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    keep(folder, name + ".safetensors", struct.pack("<Q", len(text)) + text + data)


# What any program may write.


def plain(folder):
    import h5py

    def written(fill, then=None, **options):
        global random
        random = np.random.default_rng(SEED)
        memory = io.BytesIO()
        with h5py.File(memory, "w", **options) as file:
            fill(file)
            if then:
                then(file)
        return memory.getvalue()

    def write(name, fill, expected="", **options):
        arrays = {}

        def read(file):

            def note(path, node):
                known = isinstance(node, h5py.Dataset) and node.shape is not None and node.dtype.str[1:] in SAFETENSORS
                if known and path not in UNREAD:
                    arrays[path.replace("/", ".")] = node[()]

            file.visititems(note)

        keep(folder, name, written(fill, read if expected else None, **options))
        if expected:
            expect(folder, expected, arrays)

    def types(file):
        for kind in "f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8".split():
            file.create_dataset("little/" + kind, data=(10 * gaussian(3, 4)).astype("<" + kind, casting="unsafe"))
        for kind in "f2 f4 f8 i2 u8".split():
            file.create_dataset("big/" + kind, data=np.abs(100 * gaussian(4, 3)).astype(">" + kind))
        file["flags"] = gaussian(2, 5) > 0
        file["scalar"] = np.float64(2.5)
        file["none"] = np.zeros((0, 7), "<f4")
        file["empty"] = h5py.Empty("f4")
        file["never"] = np.float32(0)
        del file["never"]
        file.create_dataset("never", (4, 5), "<f4")
        file["words"] = np.array([b"ab", b"cde"])
        file["texts"] = ["of any", "length"]
        file["pairs"] = np.zeros(3, [("a", "<f4"), ("b", "<i4")])
        file["complex"] = np.zeros(3, "<c8")
        file["long"] = np.zeros((2, 2), np.longdouble)
        file["opaque"] = np.zeros(3, "V3")
        file["reference"] = file["scalar"].ref
        file.create_dataset("levels", data=np.array([0, 2], "<i4"), dtype=h5py.enum_dtype({"low": 0, "mid": 1, "high": 2}, "<i4"))
        lists = file.create_dataset("lists", (2,), h5py.vlen_dtype("<f4"))
        lists[0] = [1, 2, 3]
        file["named"] = np.dtype("<f4")
        file.create_dataset("typed", data=gaussian(2, 3), dtype=file["named"])

    def compact(file):
        space = h5py.h5s.create_simple((3, 4))
        properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        properties.set_layout(h5py.h5d.COMPACT)
        properties.set_obj_track_times(False)
        for name, kind in ("small", h5py.h5t.IEEE_F32LE), ("turned", h5py.h5t.IEEE_F32BE):
            dataset = h5py.h5d.create(file.id, name.encode(), kind, space, dcpl=properties)
            dataset.write(h5py.h5s.ALL, h5py.h5s.ALL, gaussian(3, 4))

    def chunks(file):
        a = np.round(gaussian(13, 11, dtype="<f8"), 1)
        file.create_dataset("bare", data=a, chunks=(4, 5))
        file.create_dataset("gzip", data=a, chunks=(4, 5), compression="gzip")
        file.create_dataset("shuffled", data=a.astype("<f4"), chunks=(13, 4), compression="gzip", shuffle=True)
        file.create_dataset("halves", data=a.astype("<f2"), chunks=(5, 11), compression="gzip", shuffle=True)
        file.create_dataset("lzf", data=np.repeat(a, 3, 1), chunks=(13, 33), compression="lzf")
        file.create_dataset("noise", data=gaussian(8, 8), chunks=(8, 8), compression="lzf")
        file.create_dataset("sums", data=a, chunks=(7, 7), fletcher32=True, compression="gzip", shuffle=True)
        file.create_dataset("odd", data=np.arange(15, dtype="<u1"), chunks=(5,), fletcher32=True)
        file.create_dataset("big", data=a.astype(">f4"), chunks=(4, 4), compression="gzip", shuffle=True)
        file.create_dataset("kernel", data=gaussian(3, 3, 5, 7), chunks=(2, 3, 4, 7), compression="gzip")
        file.create_dataset("vector", data=gaussian(10), chunks=(3,))
        file.create_dataset("wide", data=gaussian(3, 4), chunks=(8, 8), maxshape=(8, 8))
        file.create_dataset("grown", data=gaussian(6, 4), chunks=(2, 4), maxshape=(None, None))
        part = file.create_dataset("part", (8, 4), "<f4", chunks=(4, 4))
        part[:4] = gaussian(4, 4)
        file.create_dataset("never", (8, 4), "<f4", chunks=(4, 4))
        file.create_dataset("scaled", data=np.arange(40).reshape(8, 5), chunks=(4, 5), scaleoffset=0)
        file.create_dataset("whole", data=np.arange(40.0).reshape(8, 5), chunks=(8, 5))

    def indices(file):
        file.create_dataset("single", data=gaussian(6, 5), chunks=(6, 5))
        file.create_dataset("single_gzip", data=gaussian(6, 5), chunks=(6, 5), compression="gzip")
        file.create_dataset("array", data=gaussian(9, 7), chunks=(2, 3))
        file.create_dataset("array_gzip", data=gaussian(9, 7), chunks=(2, 3), compression="gzip", shuffle=True)
        file.create_dataset("array_limited", data=gaussian(4, 4), chunks=(2, 3), maxshape=(8, 9))
        file.create_dataset("pages", data=np.arange(3000, dtype="<u2"), chunks=(2,))
        file.create_dataset("tree", data=gaussian(9, 7), chunks=(2, 3), maxshape=(None, None))
        file.create_dataset("tree_gzip", data=gaussian(9, 7), chunks=(2, 3), maxshape=(None, None), compression="gzip")
        file.create_dataset("deep_tree", data=np.arange(600, dtype="<u1").reshape(30, 20), chunks=(1, 1), maxshape=(None, None))
        file.create_dataset("growing", data=gaussian(9, 7), chunks=(2, 3), maxshape=(None, 7))
        space = h5py.h5s.create_simple((5, 4))
        properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        properties.set_chunk((2, 3))
        properties.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
        properties.set_obj_track_times(False)
        implicit = h5py.h5d.create(file.id, b"implicit", h5py.h5t.IEEE_F32LE, space, dcpl=properties)
        implicit.write(h5py.h5s.ALL, h5py.h5s.ALL, gaussian(5, 4))

    def groups(file):
        file["one/w"] = gaussian(3, 2)
        for number in range(700):
            file[f"many/link{number:03d}"] = file["one/w"]
        for number in range(30):
            file[f"few/d{number}"] = np.float32(number)
        for number in range(20):
            file["few"].attrs[f"attribute{number}"] = f"value {number}"
        deep = file
        for level in range(12):
            deep = deep.create_group(f"g{level}", track_order=True)
        deep["w"] = gaussian(2, 2)
        deep.attrs["dtype"] = "text"

    def links(file):
        file["a/w"] = gaussian(3, 2)
        file["a/same"] = file["a/w"]
        file["b/soft"] = h5py.SoftLink("/a/w")
        file["b/dangling"] = h5py.SoftLink("/nothing")
        file["a/up"] = file["/"]
        file["b/across"] = file["a"]
        file["x.y/z"] = gaussian(2, 2)
        file["x/y.z"] = gaussian(2, 2)

    def external_link(file):
        file["w"] = gaussian(2, 2)
        file["other"] = h5py.ExternalLink("/etc/passwd", "/w")

    def external_data(file):
        file.create_dataset("w", (2, 2), "<f4", external=[("/etc/passwd", 0, 16)])

    def virtual(file):
        layout = h5py.VirtualLayout((2, 2), "<f4")
        layout[:] = h5py.VirtualSource("other.h5", "w", (2, 2))
        file.create_virtual_dataset("w", layout)

    write("types.h5", types, "types")
    write("types-latest.h5", types, libver="latest")
    write("compact.h5", compact, "compact")
    write("user-block.h5", compact, userblock_size=1024)
    write("chunks.h5", chunks, "chunks")
    write("chunks-v108.h5", chunks, libver="v108")
    write("indices.h5", indices, "indices", libver="latest")
    write("indices-v110.h5", indices, libver=("v110", "v110"))
    write("groups.h5", groups, "groups")
    write("groups-latest.h5", groups, libver="latest")
    write("links.h5", links, "links")
    for name, fill in ("external-link", external_link), ("external-data", external_data), ("virtual", virtual):
        write(name + ".h5", fill)


    # Small ones of many structures, to be damaged.

    def small_old(file):
        listed = file.create_group("model_weights")
        listed.attrs["layer_names"] = [b"a", b"lstm"]
        listed.attrs["keras_version"] = b"2.15.0"
        file.attrs["model_config"] = json.dumps({"class_name": "Sequential", "config": {"name": "m", "layers": [
            {"class_name": "Dense", "config": {"name": "a"}}, {"class_name": "LSTM", "config": {"name": "lstm"}}]}})
        dense = listed.create_group("a")
        dense.attrs["weight_names"] = [b"a/kernel:0"]
        dense.create_dataset("a/kernel:0", data=gaussian(4, 3))
        cell = listed.create_group("lstm")
        cell.attrs.create("weight_names", ["cell/kernel"], dtype=h5py.string_dtype())
        cell.create_dataset("cell/kernel", data=gaussian(3, 8, dtype=">f8"), chunks=(2, 3), compression="gzip",
                            shuffle=True, fletcher32=True)

    def small_new(file):
        layers = file.create_group("layers")
        kernel = layers.create_dataset("conv1d/vars/0", data=gaussian(2, 3, 4), chunks=(1, 3, 4), compression="lzf")
        layers["conv1d/vars"].attrs["name"] = "mine"
        layers.create_dataset("b/vars/0", data=gaussian(5, 3), chunks=(2, 2), maxshape=(None, None), compression="gzip")
        layers.create_dataset("c/vars/0", data=gaussian(2, 2), chunks=(2, 2), compression="gzip", shuffle=True)
        layers.create_dataset("d/vars/0", data=np.zeros((2, 2), "V2")).attrs["dtype"] = "bfloat16"
        for number in range(9):
            file[f"many{number}"] = kernel
            layers.attrs[f"a{number}"] = "b"
        layers.attrs["name"] = "c"

    def small_plain(file):
        file["a/half"] = gaussian(2, 3, dtype="<f2")
        file["b"] = h5py.SoftLink("/a/half")
        file["a/up"] = file["/"]
        file["flags"] = np.array([True, False])
        file.create_dataset("pages", data=np.arange(8, dtype="<f4"), chunks=(2,))

    def small_archived(file):
        file["layers/einsum_dense/vars/0"] = gaussian(2, 2, 3)
        file["layers/bidirectional/forward_layer/cell/vars/1"] = gaussian(2, 3)

    # As Keras 1 and the first of TensorFlow's wrote them; after Keras's source, as neither runs any more.

    def keras1(file):
        orders = {"convolution2d_1": "th", "convolution2d_2": "tf"}
        layers = [{"class_name": "Convolution2D", "config": {"name": n, "dim_ordering": o}} for n, o in orders.items()]
        layers += [{"class_name": "LSTM", "config": {"name": "lstm_1"}}, {"class_name": "Dense", "config": {"name": "dense_1"}}]
        file.attrs["model_config"] = json.dumps({"class_name": "Sequential", "config": layers}).encode()
        shapes = {"convolution2d_1": {"W": (4, 2, 3, 3), "b": (4,)}, "convolution2d_2": {"W": (3, 3, 2, 4), "b": (4,)},
                  "lstm_1": {"W_i": (4, 3), "U_i": (3, 3), "b_i": (3,)}, "dense_1": {"W": (3, 2), "b": (2,)}}
        root = file.create_group("model_weights")
        root.attrs["keras_version"] = b"1.2.2"
        root.attrs["layer_names"] = [name.encode() for name in shapes]
        for layer, weights in shapes.items():
            group = root.create_group(layer)
            group.attrs["weight_names"] = [f"{layer}_{weight}".encode() for weight in weights]
            for weight, shape in weights.items():
                group[f"{layer}_{weight}"] = gaussian(*shape)

    def renamed(file):
        file.attrs["layer_names"] = [b"conv2d_1"]
        file.attrs["keras_version"] = b"2.0.5"
        group = file.create_group("conv2d_1")
        group.attrs["weight_names0"] = [b"conv2d_1_1/kernel:0"]
        group.attrs["weight_names1"] = [b"conv2d_1_1/bias:0"]
        group["conv2d_1_1/kernel:0"] = gaussian(3, 3, 2, 4)
        group["conv2d_1_1/bias:0"] = gaussian(4)

    write("keras1.h5", keras1)
    write("keras2-renamed.h5", renamed)

    def deep(file):
        for _ in range(70):
            file = file.create_group("g")

    def bomb(file):
        file.create_dataset("zeros", data=np.zeros((80, 1 << 20), "<f4"), chunks=(1, 1 << 20), compression="gzip")

    def bombs(file):
        for name in ("first", "second"):
            file.create_dataset(name, data=np.zeros((36, 1 << 20), "<f4"), chunks=(1, 1 << 20), compression="gzip")

    def noise(file):
        file.create_dataset("noise", data=gaussian(8, 256), chunks=(1, 256), compression="gzip")

    write("deep.h5", deep, libver="latest")
    write("bomb.h5", bomb)
    write("bombs.h5", bombs)
    write("noise.h5", noise)
    write("small-old.h5", small_old)
    write("small-new.h5", small_new, libver="latest")
    write("small-plain.h5", small_plain, libver="v108")
    weights = written(small_archived)
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        config = {"class_name": "Functional", "config": {"name": "m", "layers": [
            {"class_name": "EinsumDense", "config": {"name": "e", "equation": "ab,bcd->acd"}},
            {"class_name": "Bidirectional", "config": {"name": "two", "layer": {
                "class_name": "LSTM", "config": {"name": "lstm", "scale": False}}}}]}}
        for name, content in ("config.json", json.dumps(config).encode()), ("model.weights.h5", weights):
            archive.writestr(zipfile.ZipInfo(name, (2026, 11, 22, 0, 0, 0)), content)
    keep(folder, "small.keras", memory.getvalue())


# What Keras writes.


def network(keras, recent):
    layers = keras.layers
    words = keras.Input((9,), name="words")
    x = layers.Embedding(11, 8)(words)
    x = layers.Conv1D(6, 3, padding="same", name="my_conv")(x)
    x = layers.BatchNormalization()(x)
    x = layers.SeparableConv1D(5, 3)(x)
    x = layers.LSTM(4, return_sequences=True)(x)
    x = layers.Bidirectional(layers.GRU(3, return_sequences=True))(x)
    x = layers.SimpleRNN(6, return_sequences=True)(x)
    x = layers.MultiHeadAttention(2, 3, name="attention")(x, x)
    x = layers.LayerNormalization()(x)
    x = layers.EinsumDense("abc,cde->abde", (None, 2, 3), bias_axes="de")(x)
    x = layers.Reshape((7, 6))(x)
    block = keras.Sequential([layers.Dense(4, name="inner"), layers.Dense(5, use_bias=False)], name="block")
    x = layers.TimeDistributed(block)(x) if recent else block(x)
    x = layers.GlobalAveragePooling1D()(x)
    picture = keras.Input((6, 6, 2), name="picture")
    y = layers.Conv2D(4, 3)(picture)
    y = layers.DepthwiseConv2D(2, depth_multiplier=2)(y)
    y = layers.Conv2DTranspose(3, 2)(y)
    y = layers.Reshape((2, 2, 4, 3))(y)
    y = layers.Conv3D(2, 2)(y)
    y = layers.Flatten()(y)
    z = layers.Concatenate()([x, y])
    z = layers.Dense(5, activation="relu")(z)
    model = keras.Model([words, picture], layers.Dense(3, name="head")(z), name="net")
    model.set_weights([gaussian(*w.shape) for w in model.get_weights()])
    return model


def small(keras):
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(6), keras.layers.Dense(3, name="head")])
    model.compile("adam", "mse")
    model.fit(gaussian(8, 4), gaussian(8, 3), verbose=0)
    return model


def content(path):
    with open(path, "rb") as file:
        return file.read()


def repacked(path, method):
    """The same archive with the same bytes whenever it is made."""
    memory = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(memory, "w", method) as target:
        for entry in source.infolist():
            target.writestr(zipfile.ZipInfo(entry.filename, (2026, 11, 22, 0, 0, 0)), source.read(entry), method)
    return memory.getvalue()


def keras3(folder):
    os.environ.setdefault("KERAS_BACKEND", "jax")
    import keras
    import tempfile

    keras.utils.set_random_seed(1)
    with tempfile.TemporaryDirectory() as work:
        model = network(keras, True)
        model.save(work + "/net.keras")
        model.save(work + "/net.h5")
        model.save_weights(work + "/net.weights.h5")
        keep(folder, "keras3.keras", repacked(work + "/net.keras", zipfile.ZIP_STORED))
        keep(folder, "keras3-deflated.keras", repacked(work + "/net.keras", zipfile.ZIP_DEFLATED))
        keep(folder, "keras3.h5", content(work + "/net.h5"))
        keep(folder, "keras3.weights.h5", content(work + "/net.weights.h5"))
        expect(folder, "keras3", {w.path.replace("/", "."): np.asarray(w) for w in model.weights})
        trained = small(keras)
        trained.save(work + "/small.keras")
        trained.save(work + "/small.h5")
        keep(folder, "keras3-trained.keras", repacked(work + "/small.keras", zipfile.ZIP_STORED))
        keep(folder, "keras3-trained.h5", content(work + "/small.h5"))
        half = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, dtype="bfloat16")])
        half.save_weights(work + "/half.weights.h5")
        keep(folder, "keras3-bfloat16.weights.h5", content(work + "/half.weights.h5"))
        values = {w.path.replace("/", "."): np.asarray(w).astype("<f4") for w in half.weights}
        expect(folder, "keras3-bfloat16", values)

        class Own(keras.Model):
            def __init__(self):
                super().__init__()
                self.first = keras.layers.Dense(3, name="mine")
                self.blocks = [keras.layers.Dense(4), keras.layers.Conv1D(3, 2)]
                self.table = self.add_weight(shape=(3, 2), name="table")

            def call(self, x):
                return self.blocks[1](self.blocks[0](self.first(x)))

        own = Own()
        own(gaussian(1, 5, 4))
        own.save_weights(work + "/own.weights.h5")
        keep(folder, "keras3-own.weights.h5", content(work + "/own.weights.h5"))


def keras2(folder):
    import tempfile

    import keras

    keras.utils.set_random_seed(1)
    with tempfile.TemporaryDirectory() as work:
        model = network(keras, False)
        model.save(work + "/net.h5")
        model.save_weights(work + "/weights.h5")
        model.save_weights(work + "/net.weights.h5")
        model.save(work + "/net.keras")
        keep(folder, "keras2.h5", content(work + "/net.h5"))
        keep(folder, "keras2-only-weights.h5", content(work + "/weights.h5"))
        keep(folder, "keras2.weights.h5", content(work + "/net.weights.h5"))
        keep(folder, "keras2.keras", repacked(work + "/net.keras", zipfile.ZIP_DEFLATED))
        arrays = {}
        for layer in model.layers:
            for w in layer.weights:
                parts = w.name.split(":")[0].split("/")
                inside = parts if parts[0] == layer.name else [layer.name] + parts
                arrays[".".join(inside)] = w.numpy()
        expect(folder, "keras2", arrays)


if __name__ == "__main__":
    {"plain": plain, "keras3": keras3, "keras2": keras2}[sys.argv[1]](sys.argv[2])
