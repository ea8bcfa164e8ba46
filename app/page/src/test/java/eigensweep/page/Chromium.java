package eigensweep.page;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A headless Chromium with one page, spoken to through the DevTools protocol. It keeps what went wrong in the page
/// and what the page asked for.
public final class Chromium implements AutoCloseable {

    private static final int SECONDS = 60;

    private final Path folder;
    private final Process process;
    private final WebSocket socket;
    private final String session;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final CopyOnWriteArrayList<String> problems = new CopyOnWriteArrayList<>();
    private final CopyOnWriteArrayList<String> requests = new CopyOnWriteArrayList<>();
    private volatile CompletableFuture<Void> loaded = new CompletableFuture<>();

    private Chromium(Path folder, Process process, URI address) {
        this.folder = folder;
        this.process = process;
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(address, new Messages())
                .join();
        String target = call(null, "Target.createTarget", Map.of("url", "about:blank"))
                .get("targetId")
                .asString();
        this.session = call(null, "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .get("sessionId")
                .asString();
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            call(session, domain + ".enable", Map.of());
        }
    }

    /// The browser of this machine. Without one the test is left out, and fails where `eigensweep.strict` is set.
    private static Path require() {
        return find().orElseGet(() -> {
            String reason = "no chromium on the PATH: the page is not opened in a browser";
            if (Boolean.getBoolean("eigensweep.strict")) {
                return fail(reason);
            }
            return abort(reason);
        });
    }

    /// The browser of this machine: that of `EIGENSWEEP_CHROMIUM`, or one on the `PATH`.
    private static Optional<Path> find() {
        String own = System.getenv("EIGENSWEEP_CHROMIUM");
        if (own != null) {
            return Optional.of(Path.of(own)).filter(Files::isExecutable);
        }
        return Stream.of("chromium", "chromium-browser", "google-chrome")
                .flatMap(name -> Stream.of(
                                System.getenv().getOrDefault("PATH", "").split(":"))
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// Starts a browser that knows nothing of earlier ones and talks to nobody.
    public static Chromium start() throws IOException {
        Path binary = require();
        Path folder = Files.createTempDirectory("eigensweep-browser-");
        Process process = new ProcessBuilder(List.of(
                        binary.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-sync",
                        "--disable-dev-shm-usage",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "about:blank"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader log =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
        List<String> said = new ArrayList<>();
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            said.add(line);
            int at = line.indexOf("ws://");
            if (at >= 0) {
                Thread.ofVirtual().start(() -> log.lines().forEach(ignored -> {}));
                return new Chromium(
                        folder, process, URI.create(line.substring(at).strip()));
            }
        }
        throw new IOException(binary + " does not start: " + said);
    }

    /// A folder for the pages of a test, gone when the browser is closed.
    public Path folder() {
        return folder;
    }

    /// What went wrong in the page so far: errors, warnings, dialogs.
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /// Every address the page asked for so far.
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /// Opens a page and waits until it is loaded.
    public void open(URI page) {
        loaded = new CompletableFuture<>();
        call(session, "Page.navigate", Map.of("url", page.toString()));
        loaded.orTimeout(SECONDS, TimeUnit.SECONDS).join();
    }

    /// The value of a JavaScript expression; that of a promise, once it is kept.
    public JsonNode evaluate(String expression) {
        JsonNode answer = call(
                session,
                "Runtime.evaluate",
                Map.of("expression", expression, "awaitPromise", true, "returnByValue", true, "userGesture", true));
        if (answer.has("exceptionDetails")) {
            throw new IllegalStateException(expression + ": " + answer.get("exceptionDetails"));
        }
        return answer.get("result").path("value");
    }

    /// Waits until a JavaScript condition holds.
    public void await(String condition) {
        evaluate("new Promise((kept, broken) => { const start = Date.now(); const look = () => (" + condition
                + ") ? kept(true) : Date.now() - start > 30000 ? broken(new Error('not in 30 s')) :"
                + " setTimeout(look, 20); look(); })");
    }

    /// Calls a method of the protocol on the page.
    public JsonNode call(String method, Map<String, ?> parameters) {
        return call(session, method, parameters);
    }

    private JsonNode call(@Nullable String of, String method, Map<String, ?> parameters) {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        Map<String, Object> message = of == null
                ? Map.of("id", id, "method", method, "params", parameters)
                : Map.of("id", id, "method", method, "params", parameters, "sessionId", of);
        socket.sendText(JsonMapper.shared().writeValueAsString(message), true).join();
        JsonNode result = answer.orTimeout(SECONDS, TimeUnit.SECONDS).join();
        if (result.has("error")) {
            throw new IllegalStateException(method + ": " + result.get("error"));
        }
        return result.path("result");
    }

    @Override
    public void close() throws IOException {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().orTimeout(SECONDS, TimeUnit.SECONDS).join();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }

    private void heard(JsonNode message) {
        CompletableFuture<JsonNode> waiting =
                message.has("id") ? answers.remove(message.get("id").asInt()) : null;
        if (waiting != null) {
            waiting.complete(message);
            return;
        }
        JsonNode about = message.path("params");
        switch (message.path("method").asString("")) {
            case "Page.loadEventFired" -> loaded.complete(null);
            case "Page.javascriptDialogOpening", "Runtime.exceptionThrown", "Log.entryAdded" ->
                problems.add(about.toString());
            case "Runtime.consoleAPICalled" -> problems.add(about.path("args").toString());
            case "Network.requestWillBeSent" ->
                requests.add(about.path("request").path("url").asString());
            default -> {}
        }
    }

    /// Puts the parts of messages together.
    private final class Messages implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                JsonNode message = Objects.requireNonNull(JsonMapper.shared().readTree(text.toString()));
                text.setLength(0);
                heard(message);
            }
            from.request(1);
            return null;
        }
    }
}
