package dev.holdfast.cli.verb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.cli.call.Edges;
import dev.holdfast.cli.call.Exit;
import dev.holdfast.cli.call.Failure;
import dev.holdfast.cli.call.Output;
import dev.holdfast.cli.call.Web;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `holdfast check`: asks an edge what it says of one credential.
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Asks an edge for a credential's status. Exit 0 accept, 1 reject or refer, 4 disputed.")
public final class CheckVerb implements Callable<Integer> {
    @Parameters(paramLabel = "REF", description = "URI#idx or LISTID:idx")
    private String reference = "";

    @Option(names = "--policy", paramLabel = "NAME", description = "how to decide: standard (default), strict")
    private @Nullable String policy;

    @Mixin
    private @Nullable Edges edges;

    @Mixin
    private @Nullable Output output;

    @Override
    public Integer call() throws Failure, InterruptedException {
        ObjectNode question = Reference.parse(reference).toJson();
        if (policy != null) {
            question.put("policy", policy);
        }
        Web.Reply reply = Objects.requireNonNull(edges).post("/v1/check", question);
        if (!reply.isOk()) {
            throw new Failure(reply.status() >= 500 ? Exit.UNREACHABLE : Exit.USAGE, reply.problem());
        }
        JsonNode answer = reply.body();
        Objects.requireNonNull(output).print(answer, out -> print(answer, out));
        return exitCode(answer);
    }

    private static int exitCode(JsonNode answer) throws Failure {
        if (answer.path("freshness").asText().equals("disputed")) {
            return Exit.DISTRUST;
        }
        return switch (answer.path("decision").asText()) {
            case "accept" -> Exit.YES;
            case "reject", "refer" -> Exit.NO;
            default -> throw Failure.unreachable("the edge's answer holds no decision");
        };
    }

    private static void print(JsonNode answer, PrintWriter out) {
        out.println("status     " + text(answer, "status"));
        out.println("freshness  " + text(answer, "freshness") + age(answer.path("ageMillis")));
        List<String> reasons = new ArrayList<>();
        answer.path("reasons").forEach(reason -> reasons.add(Failure.oneLine(reason.asText())));
        out.println("decision   " + text(answer, "decision") + (reasons.isEmpty() ? "" : ": ")
                + String.join(", ", reasons));
        JsonNode evidence = answer.path("evidence");
        if (evidence.isObject()) {
            out.println("evidence   " + text(evidence, "list") + ":" + text(evidence, "idx") + " at list version "
                    + text(evidence, "listVersion") + "; epoch " + text(evidence, "epoch") + ", partition "
                    + text(evidence, "partition") + ", n " + text(evidence, "n") + ", " + text(evidence, "iat"));
            out.println("signed by  " + text(evidence, "keyId"));
        } else {
            out.println("evidence   none");
        }
        if (answer.path("edge").isTextual()) {
            out.println("edge       " + text(answer, "edge"));
        }
    }

    private static String age(JsonNode millis) {
        return millis.isNumber() ? String.format(Locale.ROOT, " (%.1f s old)", millis.asDouble() / 1000) : "";
    }

    private static String text(JsonNode object, String member) {
        return Failure.oneLine(object.path(member).asText("-"));
    }
}
