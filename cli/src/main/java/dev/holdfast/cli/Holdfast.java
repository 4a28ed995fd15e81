package dev.holdfast.cli;

import dev.holdfast.cli.call.Exit;
import dev.holdfast.cli.call.Failure;
import dev.holdfast.cli.call.Moments;
import dev.holdfast.cli.demo.DemoCommand;
import dev.holdfast.cli.trust.EpochVerbs;
import dev.holdfast.cli.trust.TrustVerbs;
import dev.holdfast.cli.verb.BenchVerb;
import dev.holdfast.cli.verb.CheckVerb;
import dev.holdfast.cli.verb.EntriesVerbs;
import dev.holdfast.cli.verb.ListVerbs;
import dev.holdfast.cli.verb.ReplayVerbs;
import dev.holdfast.cli.verb.SchemasVerbs;
import dev.holdfast.cli.verb.StatusVerbs;
import dev.holdfast.cli.verb.VerifyVerb;
import dev.holdfast.event.Deployment;
import dev.holdfast.event.IdempotencyKey;
import dev.holdfast.event.IssuerId;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Region;
import dev.holdfast.schema.KafkaServers;
import java.time.Instant;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/// The command `holdfast`: each verb is a class of its own.
@Command(
        name = "holdfast",
        mixinStandardHelpOptions = true,
        version = "holdfast 0.1.0",
        description = "Credential status lists, folded from a log, signed, and checked at the edge.",
        footer = {
            "",
            "Exit codes: 0 yes, 1 no, 2 usage, 3 unreachable, 4 distrust.",
            "./holdfast test runs the checks and tests."
        })
public final class Holdfast implements Runnable {
    private Holdfast() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /// The command with all its verbs.
    static CommandLine commandLine() {
        CommandLine holdfast = new CommandLine(new Holdfast())
                .addSubcommand(DemoCommand.verb())
                .addSubcommand(new CheckVerb())
                .addSubcommand(new ListVerbs())
                .addSubcommand(new EntriesVerbs())
                .addSubcommand(new StatusVerbs())
                .addSubcommand(new ReplayVerbs())
                .addSubcommand(new VerifyVerb())
                .addSubcommand(new SchemasVerbs())
                .addSubcommand(new TrustVerbs())
                .addSubcommand(new BenchVerb());
        return holdfast.registerConverter(ListId.class, converter(ListId::new))
                .registerConverter(IssuerId.class, converter(IssuerId::new))
                .registerConverter(Deployment.class, converter(Deployment::new))
                .registerConverter(IdempotencyKey.class, converter(IdempotencyKey::new))
                .registerConverter(Region.class, converter(Region::new))
                .registerConverter(Instant.class, converter(Moments::parse))
                .registerConverter(KafkaServers.class, converter(KafkaServers::new))
                .registerConverter(EpochVerbs.Disowned.class, converter(EpochVerbs.Disowned::parse))
                .setParameterExceptionHandler(Holdfast::misused)
                .setExecutionExceptionHandler(Holdfast::failed);
    }

    /// Without a verb: says which there are.
    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }

    private static int misused(ParameterException e, String[] arguments) {
        CommandLine verb = e.getCommandLine();
        complain(verb, e.getMessage() + "; see " + verb.getCommandSpec().qualifiedName() + " --help");
        return Exit.USAGE;
    }

    private static int failed(Exception e, CommandLine verb, ParseResult parsed) {
        if (e instanceof Failure failure) {
            complain(verb, failure.getMessage());
            return failure.exitCode();
        }
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        complain(verb, "unexpected: " + e);
        return Exit.UNREACHABLE;
    }

    private static void complain(CommandLine verb, String message) {
        verb.getErr().println("holdfast: " + Failure.oneLine(message));
        verb.getErr().flush();
    }

    /// Says what the domain type says of a wrong value, and nothing else.
    private static <T> ITypeConverter<T> converter(Function<String, T> parse) {
        return text -> {
            try {
                return parse.apply(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        };
    }
}
