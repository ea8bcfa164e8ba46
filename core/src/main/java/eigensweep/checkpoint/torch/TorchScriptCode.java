package eigensweep.checkpoint.torch;

import eigensweep.checkpoint.file.MappedFile;
import eigensweep.checkpoint.file.ZipArchive;
import eigensweep.checkpoint.file.ZipArchive.Entry;
import eigensweep.checkpoint.torch.Pickled.Global;
import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The classes of a TorchScript archive, of whose code only the line that lists their buffers is looked at:
///
///     class Linear(Module):
///       __parameters__ = ["weight", "bias", ]
///       __buffers__ = ["mask", ]
final class TorchScriptCode {

    private static final Pattern LINE =
            Pattern.compile("^(?:class (\\w{1,500})\\(|  __buffers__ = \\[([^\\]]{0,100000})\\])", Pattern.MULTILINE);

    private static final Pattern NAME = Pattern.compile("\"([^\"]{1,1000})\"");

    /// Of all code together. Networks have a few hundred kilobytes of it.
    private static final long MOST_CODE = 16L << 20;

    private final ZipArchive zip;
    private final String folder;
    private final Arena arena;
    private final Map<String, Map<String, Set<String>>> buffersOf = new HashMap<>();
    private long left = MOST_CODE;

    /// @param folder the folder that everything is in, with its slash
    /// @param arena for code that is compressed
    TorchScriptCode(ZipArchive zip, String folder, Arena arena) {
        this.zip = zip;
        this.folder = folder;
        this.arena = arena;
    }

    /// Whether an attribute of a class is a buffer; not so if the code does not say.
    boolean isBuffer(Global type, String attribute) {
        return buffersOf
                .computeIfAbsent(type.module(), this::buffers)
                .getOrDefault(type.name(), Set.of())
                .contains(attribute);
    }

    /// The buffers of the classes in a file, by class.
    private Map<String, Set<String>> buffers(String module) {
        Entry entry = zip.find(folder + "code/" + module.replace('.', '/') + ".py");
        if (entry == null || entry.size() > left) {
            return Map.of();
        }
        left -= entry.size();
        MappedFile code = zip.file().part(entry.name(), zip.content(entry, MOST_CODE, arena));
        Map<String, Set<String>> buffers = new HashMap<>();
        Matcher line = LINE.matcher(code.text(0, (int) entry.size()));
        String type = "";
        while (line.find()) {
            if (line.group(1) != null) {
                type = line.group(1);
            } else {
                Set<String> names = NAME.matcher(line.group(2))
                        .results()
                        .map(found -> found.group(1))
                        .collect(Collectors.toSet());
                buffers.put(type, names);
            }
        }
        return buffers;
    }
}
