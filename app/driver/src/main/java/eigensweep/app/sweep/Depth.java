package eigensweep.app.sweep;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// The order of layers from the input of a model to its output, as well as files tell it: theirs, except that numbered
/// blocks follow each other by number. Files sorted by name have `layers.10` before `layers.2`.
public final class Depth {

    /// A part of a name that is a number: the place in a list of blocks.
    private static final Pattern PLACE = Pattern.compile("(?<=\\.|^)\\d{1,9}(?=\\.|$)");

    private Depth() {}

    /// What can be told of a layer's place from its name: where its blocks begin to be counted, and at most two
    /// numbers.
    private record Place(int index, String list, int block, int inner) {

        static Place of(int index, String model, String name) {
            List<MatchResult> numbers = PLACE.matcher(name).results().limit(2).toList();
            return numbers.isEmpty()
                    ? new Place(index, "", -1, -1)
                    : new Place(
                            index,
                            model + '\n' + name.substring(0, numbers.getFirst().start()),
                            Integer.parseInt(numbers.getFirst().group()),
                            numbers.size() == 1
                                    ? -1
                                    : Integer.parseInt(numbers.getLast().group()));
        }
    }

    /// Layers in the order of depth. Those of one list of blocks take the places that the list has in the file.
    public static List<ReportLayer> order(List<ReportLayer> layers) {
        return order(layers, layer -> layer.row().model(), layer -> layer.row().longname());
    }

    /// The same of anything that has a layer's name.
    ///
    /// @param model the model a layer is of
    /// @param name its long name
    public static <T> List<T> order(List<T> layers, Function<T, String> model, Function<T, String> name) {
        Map<String, List<Place>> lists = new LinkedHashMap<>();
        for (int i = 0; i < layers.size(); i++) {
            Place place = Place.of(i, model.apply(layers.get(i)), name.apply(layers.get(i)));
            if (place.block() >= 0) {
                lists.computeIfAbsent(place.list(), list -> new ArrayList<>()).add(place);
            }
        }
        int[] order = IntStream.range(0, layers.size()).toArray();
        for (List<Place> list : lists.values()) {
            List<Place> sorted = list.stream()
                    .sorted(Comparator.comparingInt(Place::block).thenComparingInt(Place::inner))
                    .toList();
            for (int i = 0; i < sorted.size(); i++) {
                order[list.get(i).index()] = sorted.get(i).index();
            }
        }
        return IntStream.of(order).mapToObj(layers::get).toList();
    }
}
