package dev.holdfast.cli.trust;

import dev.holdfast.cli.call.Exit;
import dev.holdfast.cli.call.Failure;
import dev.holdfast.cli.call.Output;
import dev.holdfast.cli.call.Web;
import dev.holdfast.trust.TrustDraft;
import dev.holdfast.trust.Untrusted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `holdfast trust merge`.
@Command(
        name = "merge",
        mixinStandardHelpOptions = true,
        description =
                "Takes the signatures of other people's copies of the draft, in any order and any number of times.")
final class MergeVerb implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "FILE", description = "a copy of the draft, or the completed document")
    private List<Path> files = new ArrayList<>();

    @Mixin
    private @Nullable TrustFolder folder;

    @Mixin
    private @Nullable Output output;

    @Override
    public Integer call() throws Failure {
        TrustFolder documents = Objects.requireNonNull(folder);
        return documents.alone(() -> merge(documents));
    }

    private int merge(TrustFolder documents) throws Failure {
        Optional<TrustDraft> merged = documents.draft();
        for (Path file : files) {
            if (documents.holds(file)) {
                continue;
            }
            TrustDraft other = documents.readDraft(file);
            try {
                merged = Optional.of(merged.isPresent() ? merged.get().merge(other) : other);
            } catch (Untrusted e) {
                throw new Failure(Exit.DISTRUST, file + ": " + e.getMessage());
            }
        }
        if (merged.isEmpty()) {
            int version = documents.chain().size();
            Objects.requireNonNull(output)
                    .print(
                            Web.JSON.createObjectNode().put("version", version).put("complete", true),
                            out -> out.println("nothing new: version " + version + " is here already"));
            return Exit.YES;
        }
        DraftView view = DraftView.of(merged.get(), documents.keep(merged.get()));
        Objects.requireNonNull(output).print(view.toJson(), view::print);
        return Exit.YES;
    }
}
