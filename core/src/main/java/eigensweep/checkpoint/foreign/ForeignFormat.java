package eigensweep.checkpoint.foreign;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import eigensweep.checkpoint.file.MappedFile;
import eigensweep.checkpoint.torch.Pickle;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Formats that people hold and that are not read: each is known by its content, and has a sentence that says what it
/// is and which command makes something of it that is read. Archives, text and folders are told apart in
/// [ForeignArchive], [ForeignText] and [ForeignFolder].
public final class ForeignFormat {

    /// `FILE` is a TensorFlow checkpoint without its ending.
    static final String FROM_TENSORFLOW = "python -c \"import sys, numpy, tensorflow as tf; f = sys.argv[1];"
            + " r = tf.train.load_checkpoint(f); numpy.savez(f + '.npz', **{n: r.get_tensor(n) for n, s in"
            + " r.get_variable_to_shape_map().items() if s})\" ";

    static final String FROM_COREML = "python -c \"import sys, numpy, coremltools as ct; f = sys.argv[1].rstrip('/');"
            + " numpy.savez(f + '.npz', **{k: w.val for k, w in ct.optimize.coreml.get_weights_metadata("
            + "ct.models.MLModel(f, skip_model_load=True), weight_threshold=1).items()})\" ";

    static final String FROM_OPENVINO = "python -c \"import sys, numpy, openvino; f = sys.argv[1];"
            + " numpy.savez(f + '.npz', **{o.get_friendly_name(): o.data for o in"
            + " openvino.Core().read_model(f).get_ops() if o.get_type_name() == 'Constant'})\" ";

    static final String FROM_DCP = "python -m torch.distributed.checkpoint.format_utils dcp_to_torch ";

    static final String FROM_ORBAX = "python -c \"import os, sys, numpy, orbax.checkpoint as o; from"
            + " flax.traverse_util import flatten_dict as d; f = os.path.abspath(sys.argv[1]); numpy.savez(f + '.npz',"
            + " **{k: numpy.asarray(v, 'f4') for k, v in d(o.PyTreeCheckpointer().restore(f), sep='.').items()})\" ";

    static final String FROM_TFJS =
            "python -c \"import json, numpy as n, itertools as i; m = json.load(open('model.json'));"
                    + " q = lambda w: w.get('quantization', {}); t = lambda w: n.dtype(q(w).get('dtype', w['dtype']));"
                    + " c = lambda w: int(n.prod(w['shape'])); n.savez('model.npz', **{w['name']: n.frombuffer(b, t(w), c(w),"
                    + " o).reshape(w['shape']) * q(w).get('scale', 1) + q(w).get('min', 0) for g in (m if isinstance(m, list)"
                    + " else m['weightsManifest']) for b in [b''.join(open(p, 'rb').read() for p in g['paths'])] for w, o in"
                    + " zip(g['weights'], i.accumulate([0] + [c(w) * t(w).itemsize for w in g['weights']]))})\"";

    private static final String FROM_FLAX =
            "python -c \"import sys, numpy; from flax.serialization import msgpack_restore"
                    + " as r; from flax.traverse_util import flatten_dict as d; f = sys.argv[1]; numpy.savez(f + '.npz',"
                    + " **{k: v.astype('f4') for k, v in d(r(open(f, 'rb').read()), sep='.').items()})\" FILE";

    private static final String FROM_PICKLE = "python -c \"import sys, pickle, numpy; f = sys.argv[1];"
            + " d = pickle.load(open(f, 'rb')); d = d if isinstance(d, dict) else dict(enumerate(d));"
            + " numpy.savez(f + '.npz', **{str(k): a for k, a in d.items() if hasattr(a, 'shape')})\" FILE";

    private static final String FROM_PADDLE = "python -c \"import sys, numpy, paddle; f = sys.argv[1];"
            + " numpy.savez(f + '.npz', **{k: v.numpy() for k, v in paddle.jit.load(f).state_dict().items()})\" FILE"
            + " (its name without .pdiparams)";

    private static final String FROM_MATLAB = "python -c \"import sys, numpy, scipy.io; f = sys.argv[1];"
            + " numpy.savez(f + '.npz', **{k: a for k, a in scipy.io.loadmat(f).items() if k[0] != '_'})\" FILE";

    private static final Pattern UNFINISHED =
            Pattern.compile("(.+)\\.(part|partial|incomplete|crdownload|download|aria2)");

    private static final String OLD_LLAMA = "a file of llama.cpp from before GGUF";
    private static final String TO_GGUF = "convert it with llama.cpp's convert_llama_ggml_to_gguf.py";
    private static final String ITS_SOURCE = "sweep the model that it was made from";

    /// What the files of a format have at some byte.
    ///
    /// @param at the byte
    /// @param bytes what is there
    /// @param sentence what the file is, and what to do
    private record Magic(int at, byte[] bytes, String sentence) {

        static Magic of(int at, String hex, String what, String remedy) {
            return new Magic(at, HexFormat.of().parseHex(hex), ForeignFormat.sentence(what, remedy));
        }

        /// Of a file that is packed as a whole.
        static Magic packed(String hex, String packer, String command) {
            return new Magic(
                    0,
                    HexFormat.of().parseHex(hex),
                    "is packed by " + packer + "; unpack it and sweep what is in it: " + command);
        }

        boolean isIn(MappedFile file) {
            return file.size() >= at + bytes.length
                    && file.bytes().asSlice(at, bytes.length).mismatch(MemorySegment.ofArray(bytes)) == -1;
        }
    }

    private static final List<Magic> MAGICS = List.of(
            // TFL3, ORTM
            Magic.of(
                    4,
                    "54464c33",
                    "a TensorFlow Lite model",
                    "convert it: python -m tf2onnx.convert --tflite FILE --output FILE.onnx"),
            Magic.of(4, "4f52544d", "a model in ONNX Runtime's own format", ITS_SOURCE),
            // ggml, ggmf, ggjt, ggla
            Magic.of(0, "6c6d6767", OLD_LLAMA, TO_GGUF),
            Magic.of(0, "666d6767", OLD_LLAMA, TO_GGUF),
            Magic.of(0, "746a6767", OLD_LLAMA, TO_GGUF),
            Magic.of(0, "616c6767", OLD_LLAMA, TO_GGUF),
            // ptrt, ftrt
            Magic.of(0, "70747274", "a TensorRT engine", ITS_SOURCE),
            Magic.of(0, "66747274", "a TensorRT engine", ITS_SOURCE),
            // version 0, no level of detail, version 0, a short description of a tensor
            Magic.of(0, "00".repeat(16) + "0400000008", "a file of Paddle's parameters", "convert it: " + FROM_PADDLE),
            // MATLAB 5, PAR1
            Magic.of(0, "4d41544c41422035", "a MATLAB file", "convert it: " + FROM_MATLAB),
            Magic.of(0, "50415231", "a Parquet table", "it holds data, not weights"),
            Magic.packed("28b52ffd", "zstd", "zstd -d FILE"),
            Magic.packed("fd377a585a00", "xz", "xz -dk FILE"),
            Magic.packed("425a68", "bzip2", "bzip2 -dk FILE"),
            Magic.packed("04224d18", "lz4", "lz4 -d FILE"),
            Magic.packed("377abcaf271c", "7-Zip", "7z x FILE"),
            Magic.packed("526172211a07", "RAR", "unrar x FILE"));

    /// With which TensorFlow's `.index` files end, as all tables of LevelDB's do.
    private static final long TABLE = 0xdb4775248b80fb57L;

    private static final int BLOCK = 512;

    /// The first byte of a message whose field 1 has a length.
    private static final int MESSAGE = 0x0a;

    /// The first of the fields that say what kind of model it is.
    private static final int COREML = 200;

    /// Endings of files that people have beside a model.
    private static final Pattern BESIDE_A_MODEL = Pattern.compile(
            ".*\\.(md|txt|rst|html?|pdf|docx?|ya?ml|toml|ini|cfg|csv|tsv|jsonl|parquet|xlsx?|py|ipynb|js|sh|java|class|jar|log"
                    + "|zip|tar|gz|tgz|bz2|xz|7z|png|jpe?g|gif|svg|webp|mp[34]|wav|exe|dll|so|lock)",
            Pattern.CASE_INSENSITIVE);

    private ForeignFormat() {}

    /// Whether a file is no model by its name: a text about it, a table, a picture.
    public static boolean isByName(String name) {
        return BESIDE_A_MODEL.matcher(name).matches();
    }

    static String sentence(String what, String remedy) {
        return "is " + what + ", which is not read; " + remedy;
    }

    /// The name of a download without what its client puts behind it until it is done; null if it is none.
    public static @Nullable String unfinished(Path file) {
        Matcher name = UNFINISHED.matcher(Objects.toString(file.getFileName(), ""));
        return name.matches() ? name.group(1) : null;
    }

    /// What a file is that is in none of the formats that are read, and what to do; null if that is not known, either.
    public static @Nullable String of(MappedFile file) {
        String part = ForeignFolder.part(file.path());
        String binary = part == null ? binary(file) : part;
        String text = binary == null ? ForeignText.of(file) : binary;
        return text == null ? ForeignFolder.partByName(file.path()) : text;
    }

    /// The same of a file that is no text, from its content alone.
    static @Nullable String binary(MappedFile file) {
        Optional<Magic> magic =
                MAGICS.stream().filter(known -> known.isIn(file)).findFirst();
        if (magic.isPresent()) {
            return magic.get().sentence();
        }
        String archive = ForeignArchive.of(file);
        if (archive != null) {
            return archive;
        }
        if (Pickle.looksLike(file)) {
            return sentence(
                    "a bare Python pickle",
                    "where you trust it, for whatever is in it will run, convert its arrays: " + FROM_PICKLE);
        }
        if (isFlax(file)) {
            return sentence("a Flax model (msgpack)", "convert it: " + FROM_FLAX);
        }
        if (file.size() >= BLOCK
                && file.bytes().asSlice(0, BLOCK).mismatch(MemorySegment.ofArray(new byte[BLOCK])) == -1) {
            return "begins with " + BLOCK + " zero bytes: room was made for it, and nothing was written there; fetch it"
                    + " again";
        }
        if (file.size() > Long.BYTES && file.i64(file.size() - Long.BYTES) == TABLE) {
            return sentence(
                    "the index of a TensorFlow checkpoint",
                    "convert it: " + FROM_TENSORFLOW + "FILE (its name without .index)");
        }
        return protobuf(file);
    }

    /// A dictionary whose first key is a short text.
    private static boolean isFlax(MappedFile file) {
        if (file.size() < 4) {
            return false;
        }
        int map = file.bytes().get(JAVA_BYTE, 0) & 0xff;
        int key = file.bytes().get(JAVA_BYTE, map == 0xde ? 3 : 1) & 0xff;
        return (map == 0xde || map >= 0x81 && map <= 0x8f) && key > 0xa0 && key <= 0xbf;
    }

    /// TensorFlow and Core ML begin as ONNX does, with a version in field 1. The fields that follow tell them apart:
    /// TensorFlow has field 2 alone, a graph, which begins with its own field 1; Core ML has the one field of a
    /// model's kind, from 200 on.
    private static @Nullable String protobuf(MappedFile file) {
        ProtobufFields fields = ProtobufFields.of(file);
        if (fields == null) {
            return null;
        }
        if (fields.startsWith(1, 2) && fields.highest() == 2 && fields.second() == MESSAGE) {
            return sentence(
                    "TensorFlow's saved_model.pb, without its variables",
                    "convert the folder that it is in: " + FROM_TENSORFLOW + "FOLDER/variables/variables");
        }
        if (fields.startsWith(1) && fields.highest() >= COREML) {
            return sentence(
                    "a Core ML model",
                    "where it is part of an .mlpackage, convert that: " + FROM_COREML + "FOLDER; otherwise "
                            + ITS_SOURCE);
        }
        boolean nodes = fields.startsWith(1, 1) && fields.second() == MESSAGE;
        return nodes && file.path().toString().endsWith(".pb")
                ? sentence(
                        "a TensorFlow graph",
                        "convert it: python -m tf2onnx.convert --graphdef FILE --inputs NAME:0 --outputs NAME:0 --output"
                                + " FILE.onnx")
                : null;
    }
}
