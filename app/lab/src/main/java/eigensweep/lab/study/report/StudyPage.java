package eigensweep.lab.study.report;

import static eigensweep.figure.Markup.escape;

import eigensweep.findings.Claim;
import eigensweep.findings.Claims;
import eigensweep.findings.Findings;
import eigensweep.findings.Numbers;
import eigensweep.findings.Setting;
import eigensweep.findings.StudyResults;
import eigensweep.findings.Treatment;
import eigensweep.findings.Trial;
import eigensweep.findings.TrialResult;
import eigensweep.findings.Verdict;
import eigensweep.page.Durations;
import eigensweep.page.Page;
import eigensweep.page.Page.Section;
import eigensweep.page.Page.Tile;
import eigensweep.page.PageFigure;
import eigensweep.page.PageFigure.Group;
import eigensweep.page.Template;
import eigensweep.page.Version;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The page of a study: what was found, what was not, the claims, and then what they rest on.
///
/// @param findings of the study
/// @param groups its figures
/// @param tables its tables, as they are shown
public record StudyPage(Findings findings, List<Group> groups, List<StudyTable> tables) {

    Page page() {
        return new Page(
                findings.study().name(),
                "regularisation, diversity and the spectra of weights",
                subtitle(),
                tiles(),
                sections(""),
                Map.of(PageFigure.LAYERS, names()));
    }

    /// All of it, for this page or another.
    ///
    /// @param folder of the study as seen from the page: empty, or with a slash at its end
    public List<Section> sections(String folder) {
        StudyResults study = findings.study();
        List<Section> sections = new ArrayList<>();
        if (!study.complete()) {
            sections.add(new Section("Not finished", Page.prose(List.of(partial()))));
        }
        sections.add(new Section("What was found", Page.prose(found())));
        sections.add(new Section("What was not significant", Page.prose(notFound())));
        findings.everything()
                .forEach(setting -> sections.add(
                        new Section("Do the paper\u2019s claims hold? (" + setting.title() + ")", claims(setting))));
        groups.forEach(group -> sections.add(new Section(group.heading(), figures(group))));
        tables.forEach(table -> sections.add(new Section(
                table.heading(), "<div class=\"prose\"><p>" + escape(table.caption()) + ".</p></div>" + table.html())));
        sections.add(new Section("Details", details(folder)));
        return sections;
    }

    private String subtitle() {
        StudyResults study = findings.study();
        double seconds =
                study.results().stream().mapToDouble(TrialResult::seconds).sum();
        return Numbers.count(study.results().size(), "trial")
                + ", " + Durations.text(seconds) + " of training and measuring \u00b7 eigensweep "
                + Version.TEXT;
    }

    private String partial() {
        StudyResults study = findings.study();
        Map<String, Long> missing = study.planned().stream()
                .filter(trial -> study.results().stream()
                        .noneMatch(result -> result.trial().equals(trial)))
                .collect(Collectors.groupingBy(
                        trial -> trial.model() + " on " + trial.data(), LinkedHashMap::new, Collectors.counting()));
        return "This report is of a study that is not finished: "
                + study.results().size() + " of " + study.planned().size() + " trials are. Missing: "
                + missing.entrySet().stream()
                        .map(entry -> entry.getValue() + " of " + entry.getKey())
                        .collect(Collectors.joining(", "))
                + ". Comparisons use the treatments that are finished with every seed used; tables of accuracy use all."
                + " The same command goes on where it stopped.";
    }

    private boolean several() {
        return findings.settings().size() > 1;
    }

    /// What the study found, in sentences.
    public List<String> found() {
        List<String> lines = new ArrayList<>();
        if (findings.settings().isEmpty() && findings.collapses().isEmpty()) {
            return List.of("Nothing yet: no baseline is finished, and every change is relative to one.");
        }
        if (findings.settings().isEmpty()) {
            lines.add(
                    "Nothing: no baseline is finished that came to more than a guess, and every change is relative to one.");
        }
        findings.collapses().forEach(collapse -> lines.add("Left out: " + collapse.sentence()));
        if (findings.study().results().stream().anyMatch(result -> result.test().chance() == null)) {
            lines.add("Some trainings, of an earlier version, do not say how often a guess is right, so that one that"
                    + " collapsed would not be told.");
        }
        for (Setting setting : findings.everything()) {
            StudyWords words = new StudyWords(setting, several());
            lines.add(words.verdicts());
            List<String> found = words.found();
            lines.addAll(found);
            if (found.isEmpty()) {
                lines.add((several() ? setting.title() + ": n" : "N")
                        + "o change is told from none at 5 % when all metrics and categories are tested together.");
            }
        }
        return lines;
    }

    private List<String> notFound() {
        List<String> lines = new ArrayList<>();
        findings.everything().forEach(setting -> lines.addAll(new StudyWords(setting, several()).notFound()));
        lines.add(
                lines.isEmpty()
                        ? "Nothing: every change that was tested is told from none."
                        : "Each interval is of one change by itself, unadjusted, and goes with the p beside it; Holm\u2019s p asks"
                                + " for all metrics and categories of the setting together, so that it may be above 5 % where an"
                                + " interval lies on one side of 0. An interval that reaches across 0 does not show that there is no effect: it shows how large one could"
                                + " be and still go unseen. With two seeds such intervals are very wide, with one there is"
                                + " none.");
        return lines;
    }

    private static String claims(Setting setting) {
        StringBuilder html = new StringBuilder("<div class=\"scroll\"><table class=\"guide claims\"><thead><tr>"
                + "<th scope=\"col\">Claim</th><th scope=\"col\">Holds</th><th scope=\"col\">Evidence</th></tr></thead>"
                + "<tbody>\n");
        for (Claim claim : Claims.of(setting)) {
            html.append("<tr><td>" + escape(claim.statement()) + "</td><td class=\"verdict "
                    + claim.verdict().name().toLowerCase(Locale.ROOT).replace('_', '-') + "\">"
                    + symbol(claim.verdict()) + escape(StudyEvidence.verdict(claim)) + "</td><td>"
                    + escape(claim.evidence()) + "</td></tr>\n");
        }
        return html.append("</tbody></table></div>").toString();
    }

    private static String symbol(Verdict verdict) {
        return switch (verdict) {
            case YES -> "\u2713\u00a0";
            case NO -> "\u2717\u00a0";
            case UNDECIDED -> "?\u00a0";
            case NOT_TESTED -> "";
        };
    }

    private String figures(Group group) {
        String words = "<div class=\"prose\"><p>" + escape(group.reading()) + "</p></div>";
        return group.figures().isEmpty()
                ? words
                : words
                        + Page.figures(group.figures().stream()
                                .map(figure -> figure.html(!names().isEmpty()))
                                .toList());
    }

    /// The layers of the network, if all settings have the same.
    public List<String> names() {
        List<List<String>> layers =
                findings.settings().stream().map(Setting::layers).distinct().toList();
        return layers.size() == 1 ? layers.getFirst() : List.of();
    }

    public List<Tile> tiles() {
        StudyResults study = findings.study();
        List<Tile> tiles = new ArrayList<>(List.of(
                new Tile(
                        "trials finished",
                        study.results().size() + " of " + study.planned().size()),
                new Tile("treatments", distinct(trial -> trial.treatment().name())),
                new Tile("seeds", distinct(Trial::seed))));
        List<Claim> claims = findings.everything().stream()
                .flatMap(setting -> Claims.of(setting).stream())
                .toList();
        for (Verdict verdict : List.of(Verdict.YES, Verdict.NO, Verdict.UNDECIDED)) {
            String label = switch (verdict) {
                case YES -> "claims that hold";
                case NO -> "claims that do not";
                default -> "claims undecided";
            };
            tiles.add(new Tile(label, Long.toString(StudyWords.count(claims, verdict))));
        }
        return tiles;
    }

    /// How many different ones the planned trials have.
    private String distinct(Function<Trial, Object> of) {
        return Long.toString(
                findings.study().planned().stream().map(of).distinct().count());
    }

    private String details(String folder) {
        StringBuilder html = new StringBuilder();
        for (Setting setting : findings.everything()) {
            if (!setting.notes().isEmpty()) {
                html.append(folded("What was left out, " + setting.title(), list(setting.notes())));
            }
            html.append(folded(
                    "Layers of " + setting.title(),
                    list(IntStream.range(0, setting.layers().size())
                            .mapToObj(i -> (i + 1) + ": " + setting.layers().get(i))
                            .toList())));
            html.append(folded(
                    "Treatments of " + setting.title() + " with every seed",
                    list(setting.trials().keySet().stream().map(Treatment::name).toList())));
        }
        return html.append(folded("How the verdicts are decided", Template.resource("lab/study/verdicts.html")))
                .append(folded("How to read a rise or a fall", Template.resource("page/guide.html")))
                .append(folded(
                        "Files beside this page",
                        list(List.of(
                                folder
                                        + "figures/: every figure of the study, in the forms that were asked for (--figures)",
                                folder + "tables/*.csv, " + folder
                                        + "tables/*.tex: every table, for machines and for LaTeX (booktabs)",
                                folder
                                        + "tables/changes.csv: the change of every metric in every layer of every training",
                                folder
                                        + "tables/tests.csv: every test, raw, adjusted along the layers, and of treatments\u2019 means",
                                folder + "trials/: what every training left, its result.json and its spectra"))))
                .toString();
    }

    private static String folded(String summary, String html) {
        return "<details><summary>" + escape(summary) + "</summary>" + html + "</details>\n";
    }

    private static String list(List<String> lines) {
        return lines.stream()
                .map(line -> "<li>" + escape(line) + "</li>")
                .collect(Collectors.joining("", "<ul>", "</ul>"));
    }
}
