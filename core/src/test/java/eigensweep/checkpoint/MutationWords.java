package eigensweep.checkpoint;

import java.util.stream.Stream;

/// What formats are made of that several readers know.
public final class MutationWords {

    private static final String[] JSON = {
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "null",
        "true",
        "-1",
        "1e9",
        "{}",
        "[]",
        "\"a\":1,",
        "\"dtype\":\"F64\",",
        "\"shape\":[0,",
        "\"data_offsets\":[0,0],",
        "\"__metadata__\":{},",
        "\"weight_map\":{",
        "\"../x\"",
        "\\u0000",
        "\\ud800",
        "\u00ff",
        "\"fc.weight\":\"a.pt\",",
        "\"lora_alpha\":",
        "\"alpha_pattern\":",
        "F6_E2M3",
        "STRING"
    };

    private static final String[] PICKLE = {
        "(",
        "t",
        "R",
        "b",
        "\u0081",
        "\u0085",
        "\u0086",
        "}",
        "]",
        ")",
        "0",
        "1",
        "2",
        "s",
        "u",
        "e",
        "a",
        "h\u0000",
        "h\u0001",
        "h\u0003",
        "q\u0000",
        "r\u00ff\u00ff\u00ff\u00ff",
        "\u0094",
        "Q",
        "N",
        "\u008a\u0008\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0080",
        "\u008a\u00ff",
        "J\u00ff\u00ff\u00ff\u00ff",
        "c_codecs\nencode\n",
        "X\u0006\u0000\u0000\u0000latin1",
        "cnumpy._core.numeric\n_frombuffer\n",
        "cos\nsystem\n",
        "cbuiltins\neval\n",
        "ctorch\nSize\n",
        "ccollections\nOrderedDict\n",
        "ctorch._utils\n_rebuild_parameter\n",
        "ctorch._tensor\n_rebuild_from_type_v2\n",
        "ctorch._utils\n_rebuild_sparse_tensor\n",
        "cnumpy\ndtype\n",
        "cnumpy\nndarray\n",
        "cnumpy._core.multiarray\n_reconstruct\n",
        "cnumpy.core.multiarray\n_reconstruct\n",
        "X\u0003\u0000\u0000\u0000abc",
        "B\u0002\u0000\u0000\u0000ab",
        "K\u0001",
        ".",
        "X\u0006\u0000\u0000\u0000module",
        "ctorch\nFloatStorage\n",
        "\u0092"
    };

    private MutationWords() {}

    /// Of JSON, and of what is written in it.
    ///
    /// @param more that only one format knows
    public static String[] json(String... more) {
        return Stream.concat(Stream.of(JSON), Stream.of(more)).toArray(String[]::new);
    }

    /// Of Python's pickles.
    public static String[] pickle() {
        return PICKLE.clone();
    }
}
