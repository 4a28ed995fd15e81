package dev.holdfast.cli.call;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Prints for people, or with `--json` for programs: one object on one line.
public final class Output {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec verb;

    @Option(names = "--json", description = "print one JSON object instead of text")
    private boolean json;

    /// Prints one of the two.
    public void print(JsonNode object, Consumer<PrintWriter> text) {
        PrintWriter out = Objects.requireNonNull(verb).commandLine().getOut();
        if (json) {
            out.println(line(object));
        } else {
            text.accept(out);
        }
        out.flush();
    }

    private static String line(JsonNode object) {
        try {
            return Web.JSON.writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree always serialises", e);
        }
    }
}
