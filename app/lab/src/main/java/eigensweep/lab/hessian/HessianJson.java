package eigensweep.lab.hessian;

import eigensweep.curvature.HutchinsonTrace.Trace;
import eigensweep.curvature.Lanczos.Eigenvalue;
import eigensweep.curvature.SpectralDensity;
import eigensweep.lab.hessian.HessianRun.Found;
import java.io.StringWriter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// The curvature of a loss for machines.
final class HessianJson {

    private static final JsonFactory JSON = new JsonFactory();

    private HessianJson() {}

    static String of(Found found) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeNumberProperty("parameters", found.parameters());
            json.writeNumberProperty("images", found.images());
            json.writeNumberProperty("loss", found.loss());
            json.writeNumberProperty("gradient_norm", found.gradientNorm());
            json.writeNumberProperty("products", found.trace().products());
            json.writeNumberProperty("trace", found.trace().whole().value());
            json.writeNumberProperty("standard_error", found.trace().whole().standardError());
            json.writeName("arrays");
            json.writeStartArray();
            for (Trace part : found.trace().sections()) {
                json.writeStartObject();
                json.writeStringProperty("name", part.name());
                json.writeNumberProperty("trace", part.value());
                json.writeNumberProperty("standard_error", part.standardError());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeName("eigenvalues");
            json.writeStartArray();
            for (Eigenvalue eigenvalue : found.top()) {
                json.writeStartObject();
                json.writeNumberProperty("value", eigenvalue.value());
                json.writeNumberProperty("residual", eigenvalue.residual());
                json.writeEndObject();
            }
            json.writeEndArray();
            density(json, found);
            json.writeNumberProperty("trace_seconds", found.traceSeconds());
            json.writeStringProperty("engine", found.engine());
            json.writeNumberProperty("seconds", found.seconds());
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void density(JsonGenerator json, Found found) {
        SpectralDensity density = found.density();
        if (density == null) {
            return;
        }
        json.writeName("density");
        json.writeStartArray();
        for (SpectralDensity.Node node : density.nodes()) {
            json.writeStartArray();
            json.writeNumber(node.value());
            json.writeNumber(node.weight());
            json.writeEndArray();
        }
        json.writeEndArray();
    }
}
