package eigensweep.checkpoint;

import eigensweep.checkpoint.file.BrokenJson;
import eigensweep.checkpoint.file.Checkpoint;
import eigensweep.checkpoint.file.CheckpointException;
import eigensweep.checkpoint.file.MappedFile;
import eigensweep.checkpoint.file.NaturalOrder;
import eigensweep.checkpoint.file.Neighbours;
import eigensweep.files.FileState;
import eigensweep.tensor.Tensor;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// Reads `model.safetensors.index.json` or `pytorch_model.bin.index.json`: a map from tensor to shard. Each
/// shard is opened once, whatever its format; a tensor that the index promises and its shard does not hold is
/// an error, not a gap.
final class ShardIndex {

    static final String EXTENSION = ".json";

    private static final long LONGEST_INDEX = 100_000_000;

    /// Tensors of all shards together.
    private static final int MOST_TENSORS = 1 << 20;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private ShardIndex() {}

    static Checkpoint read(MappedFile file, Arena arena) {
        Path index = file.path();
        Map<String, String> fileOf = weightMap(file);
        Path folder = Neighbours.folderOf(index);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        List<FileState> files = new ArrayList<>();
        Set<String> formats = new LinkedHashSet<>();
        Set<Path> opened = new HashSet<>();
        for (String name : new LinkedHashSet<>(fileOf.values())) {
            Path shard = sibling(file, folder, name);
            if (!opened.add(shard)) {
                throw file.broken("has several names for the shard " + shard.getFileName() + ", one of them " + name);
            }
            if (Files.notExists(shard)) {
                throw new CheckpointException(
                        shard,
                        "no such file, but a part of the model by " + index.getFileName()
                                + "; fetch it (from the Hugging Face Hub: hf download MODEL)");
            }
            MappedFile mapped = MappedFile.map(shard, arena);
            Checkpoint part = Checkpoints.weights(mapped, arena);
            files.add(mapped.state());
            formats.add(part.format());
            for (Tensor tensor : part.tensors()) {
                if (name.equals(fileOf.getOrDefault(tensor.name(), name))) {
                    tensors.put(tensor.name(), tensor);
                }
            }
        }
        for (Map.Entry<String, String> promised : fileOf.entrySet()) {
            if (!tensors.containsKey(promised.getKey())) {
                throw file.broken("tensor " + promised.getKey() + " is not in its shard " + promised.getValue());
            }
        }
        // What lies in a shard and is missing from the index is a weight all the same: it comes last.
        List<Tensor> inIndexOrder = Stream.concat(fileOf.keySet().stream(), tensors.keySet().stream())
                .distinct()
                .map(tensors::get)
                .toList();
        files.add(file.state());
        return new Checkpoint(
                index, "sharded " + String.join(" and ", formats), NaturalOrder.of(inIndexOrder), files, arena);
    }

    private static Path sibling(MappedFile file, Path folder, String name) {
        Path shard = Neighbours.inside(folder, name);
        if (shard == null) {
            throw file.broken("shard " + name + " lies outside the index's folder; refused");
        }
        return shard;
    }

    private static Map<String, String> weightMap(MappedFile file) {
        if (file.size() > LONGEST_INDEX) {
            throw file.broken("has " + file.size() + " bytes; an index has at most " + LONGEST_INDEX);
        }
        Map<String, String> fileOf = new LinkedHashMap<>();
        String text = file.text(0, file.size());
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), text)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean map = json.currentName().equals("weight_map");
                if (json.nextToken() == JsonToken.START_OBJECT && map) {
                    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                        String tensor = json.currentName();
                        if (json.nextToken() != JsonToken.VALUE_STRING) {
                            throw file.broken("weight_map." + tensor + " is not a file name");
                        }
                        fileOf.put(tensor, json.getString());
                        if (fileOf.size() > MOST_TENSORS) {
                            throw file.broken("has more than " + MOST_TENSORS + " tensors; refused");
                        }
                    }
                } else {
                    json.skipChildren();
                }
            }
            if (json.nextToken() != null) {
                throw file.broken("goes on after the JSON object");
            }
        } catch (JacksonException e) {
            throw file.broken(BrokenJson.what(e), e);
        }
        if (fileOf.isEmpty()) {
            throw file.broken("has no weight_map; is it the index of a sharded model?");
        }
        return fileOf;
    }
}
