package eigensweep.figure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.w3c.dom.Element;

/// The style of the elements of a figure by itself: the small part of CSS that our style sheet is written in, which is
/// selectors of a tag and classes, perhaps inside `.figure`.
final class SvgStyle {

    private static final List<String> ATTRIBUTES =
            List.of("font-size", "stroke-width", "fill-opacity", "text-anchor", "fill", "stroke");

    private final List<Rule> rules = new ArrayList<>();

    /// One selector with what it sets.
    ///
    /// @param tag or empty
    /// @param weight of it among others: more classes, then a tag
    private record Rule(String tag, Set<String> classes, int weight, Map<String, String> sets) {

        static Rule of(String selector, Map<String, String> sets) {
            String[] steps = selector.split("\\s+");
            String last = steps[steps.length - 1];
            int dot = last.indexOf('.');
            String tag = dot < 0 ? last : last.substring(0, dot);
            Set<String> classes = dot < 0
                    ? Set.of()
                    : new HashSet<>(List.of(last.substring(dot + 1).split("\\.")));
            long all = selector.chars().filter(c -> c == '.').count();
            return new Rule(tag, classes, (int) (10 * all + (tag.isEmpty() ? 0 : 1)), sets);
        }

        boolean holds(Element element, Set<String> own) {
            return (tag.isEmpty() || tag.equals(element.getTagName())) && own.containsAll(classes);
        }
    }

    /// Reads a style sheet.
    SvgStyle(String css) {
        for (String block : css.split("}")) {
            int brace = block.indexOf('{');
            if (brace < 0) {
                continue;
            }
            Map<String, String> sets = new LinkedHashMap<>();
            for (String line : block.substring(brace + 1).split(";")) {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    sets.put(
                            line.substring(0, colon).strip(),
                            line.substring(colon + 1).strip());
                }
            }
            for (String selector : block.substring(0, brace).split(",")) {
                rules.add(Rule.of(selector.strip(), sets));
            }
        }
    }

    /// What holds for an element: its attributes, then the rules, the weightier later.
    ///
    /// @param inherited what holds around it
    Map<String, String> of(Element element, Map<String, String> inherited) {
        Map<String, String> style = new HashMap<>(inherited);
        for (String name : ATTRIBUTES) {
            if (element.hasAttribute(name)) {
                style.put(name, element.getAttribute(name));
            }
        }
        Set<String> classes =
                new HashSet<>(Arrays.asList(element.getAttribute("class").split("\\s+")));
        rules.stream()
                .filter(rule -> rule.holds(element, classes))
                .sorted((a, b) -> Integer.compare(a.weight(), b.weight()))
                .forEach(rule -> style.putAll(rule.sets()));
        return style;
    }
}
