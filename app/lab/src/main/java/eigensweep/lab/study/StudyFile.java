package eigensweep.lab.study;

import eigensweep.files.Printable;
import eigensweep.files.Suggestion;
import eigensweep.findings.Treatment;
import eigensweep.lab.augment.Augmentations;
import eigensweep.lab.network.ModelSpec;
import eigensweep.lab.train.DataSpec;
import eigensweep.lab.train.TrainingSpec;
import eigensweep.table.RecipeException;
import eigensweep.table.Yaml;
import eigensweep.table.YamlSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Reads studies; `docs/study.md` lists the keys.
public final class StudyFile {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    /// Each has a folder; a hundred times the largest study of the paper.
    private static final long MOST_TRIALS = 100_000;

    private final String file;

    private StudyFile(String file) {
        this.file = file;
    }

    /// Reads a study from a text.
    ///
    /// @param file what people call it
    /// @throws RecipeException if it is no YAML, a key is unknown, or a value impossible; the message has the line
    public static Study parse(String file, String text) {
        return YamlSource.parse(file, text).make(new StudyFile(file)::study);
    }

    private Study study(Yaml root) {
        root.only("name", "models", "data", "training", "treatments", "seeds", "hessian_of", "vendi", "sweep");
        TrainingSpec training = root.section("training").make(yaml -> training(yaml, TrainingSpec.DEFAULT));
        List<Study.Model> models = named(root, "models", (name, yaml) -> model(name, yaml, training));
        List<Study.Data> data = named(
                root,
                "data",
                (name, yaml) -> new Study.Data(name, yaml.read(DataSpec.class), place(yaml.lineOf("name"))));
        List<Treatment> treatments = root.section("treatments").make(StudyFile::treatments);
        List<Long> seeds = root.list("seeds", "whole numbers", Long::valueOf, List.of(1L, 2L, 3L));
        if (seeds.isEmpty() || new HashSet<>(seeds).size() < seeds.size()) {
            throw root.wrong("seeds", "seeds are " + seeds + ": at least one, and each once");
        }
        Study study =
                new Study(name(root), models, data, treatments, seeds, followed(root, treatments), analysis(root));
        if (study.trials() > MOST_TRIALS) {
            throw root.wrong(
                    "treatments",
                    "models x data x treatments x seeds are " + study.trials() + " trials; a study has at most "
                            + MOST_TRIALS);
        }
        return study;
    }

    private String place(int line) {
        return file + ", line " + line;
    }

    private static String name(Yaml root) {
        String name = root.get("name", String.class);
        if (name == null) {
            throw root.wrong("name", "a study has a name (name: ...)");
        }
        return checked(root, "name", name);
    }

    /// Names become names of folders.
    private static String checked(Yaml yaml, String key, String name) {
        if (!NAME.matcher(name).matches()) {
            throw yaml.wrong(
                    key,
                    "the name '" + Printable.brief(name) + "': up to 64 letters, digits, dots, _ and - are possible");
        }
        return name;
    }

    /// What a name and the section below it make.
    private interface Maker<T> {
        T of(String name, Yaml section);
    }

    private static <T> List<T> named(Yaml root, String key, Maker<T> maker) {
        Yaml section = root.section(key);
        List<T> made = section.make(yaml -> {
            List<T> each = new ArrayList<>();
            for (String name : yaml.keys()) {
                checked(yaml, name, name);
                each.add(yaml.section(name).make(entry -> maker.of(name, entry)));
            }
            return each;
        });
        if (made.isEmpty()) {
            throw root.wrong(key, "a study has " + key + ", each under a name of its own");
        }
        return made;
    }

    private Study.Model model(String name, Yaml yaml, TrainingSpec training) {
        if (yaml.get("dropout", 0.0) != 0) {
            throw yaml.wrong("dropout", "dropout is a treatment; give the rates under treatments");
        }
        return new Study.Model(
                name,
                ModelSpec.read(yaml),
                yaml.section("training").make(own -> training(own, training)),
                place(yaml.lineOf(yaml.has("weights") ? "weights" : "name")));
    }

    private static TrainingSpec training(Yaml yaml, TrainingSpec other) {
        TrainingSpec training = yaml.read(other);
        if (training.weightDecay() != 0) {
            throw yaml.wrong("optimizer", "weight_decay is a treatment; give the strengths under treatments");
        }
        return training;
    }

    private static List<Treatment> treatments(Yaml yaml) {
        List<Treatment> all = new ArrayList<>(List.of(Treatment.BASELINE));
        all.addAll(regularisers(yaml));
        all.addAll(augmentations(yaml));
        all.addAll(yaml.section("combined").make(StudyFile::combined));
        Set<String> names = new HashSet<>();
        all.forEach(treatment -> {
            if (!names.add(treatment.name())) {
                throw new IllegalArgumentException("the treatment " + treatment.name() + " is asked for twice");
            }
        });
        return all;
    }

    private static List<Treatment> combined(Yaml yaml) {
        List<Treatment> alone = regularisers(yaml);
        List<Treatment> augmentations = augmentations(yaml);
        if (alone.isEmpty() != augmentations.isEmpty()) {
            throw new IllegalArgumentException(
                    "combined takes augmentation, and dropout or weight_decay to combine each with");
        }
        if ((long) alone.size() * augmentations.size() > MOST_TRIALS) {
            throw new IllegalArgumentException(
                    alone.size() + " x " + augmentations.size() + " combined treatments; at most " + MOST_TRIALS);
        }
        return alone.stream()
                .flatMap(one -> augmentations.stream().map(one::with))
                .toList();
    }

    /// The treatment by an augmentation.
    ///
    /// @throws IllegalArgumentException if there is none of that name
    private static Treatment augmentation(String name) {
        String known = name.replace(" ", "");
        Augmentations.named(known);
        return Treatment.ofAugmentation(known);
    }

    private static List<Treatment> regularisers(Yaml yaml) {
        List<Treatment> all = new ArrayList<>(each(yaml, "dropout", Double::parseDouble, Treatment::ofDropout));
        all.addAll(each(yaml, "weight_decay", Double::parseDouble, Treatment::ofWeightDecay));
        return all;
    }

    private static List<Treatment> augmentations(Yaml yaml) {
        return each(yaml, "augmentation", text -> text, StudyFile::augmentation);
    }

    /// The treatment by each value of a list; what is refused is told with the line of the list.
    private static <T> List<Treatment> each(
            Yaml yaml, String key, Function<String, T> read, Function<T, Treatment> treatment) {
        List<Treatment> all = new ArrayList<>();
        yaml.check(
                key,
                () -> yaml.list(key, "a list of numbers", read, List.of())
                        .forEach(value -> all.add(treatment.apply(value))));
        return all;
    }

    private static Set<String> followed(Yaml root, List<Treatment> treatments) {
        List<String> there = treatments.stream().map(Treatment::name).toList();
        List<String> asked = root.list("hessian_of", "names of treatments", text -> text, List.of());
        for (String name : asked) {
            if (!there.contains(name)) {
                throw root.wrong(
                        "hessian_of",
                        "the study has no treatment " + name + "; it has " + String.join(", ", there)
                                + Suggestion.after(name, there));
            }
        }
        return Set.copyOf(asked);
    }

    private static Analysis analysis(Yaml root) {
        Analysis usual = Analysis.DEFAULT;
        Analysis vendi = root.section("vendi")
                .make(yaml ->
                        new Analysis(yaml.get("images", usual.vendiImages()), usual.minEvals(), usual.convention()));
        return root.section("sweep")
                .make(yaml -> new Analysis(
                        vendi.vendiImages(),
                        yaml.get("min_evals", usual.minEvals()),
                        yaml.get("convention", usual.convention())));
    }
}
