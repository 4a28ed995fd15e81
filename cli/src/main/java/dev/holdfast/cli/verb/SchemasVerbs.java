package dev.holdfast.cli.verb;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.cli.call.Exit;
import dev.holdfast.cli.call.Failure;
import dev.holdfast.cli.call.Output;
import dev.holdfast.cli.call.RegistryPlace;
import dev.holdfast.cli.call.Web;
import dev.holdfast.layout.BoundedFile;
import dev.holdfast.layout.Malformed;
import dev.holdfast.schema.Compatibility;
import dev.holdfast.schema.Compatibility.Break;
import dev.holdfast.schema.Contracts;
import dev.holdfast.schema.ReleasedSchemas;
import dev.holdfast.schema.registry.ContractStanding;
import dev.holdfast.schema.registry.ContractStanding.Standing;
import dev.holdfast.schema.registry.Registered;
import dev.holdfast.schema.registry.RegistryClient;
import dev.holdfast.schema.registry.RegistryRefused;
import dev.holdfast.schema.registry.RegistryUnavailable;
import dev.holdfast.schema.registry.Subject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `holdfast schemas`: the contracts of the topics, and a schema registry that shows them to others.
@Command(
        name = "schemas",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(register | check | list)",
        description = "The contracts of the topics, and a registry that shows them to others.")
public final class SchemasVerbs {
    private static final int MAX_SCHEMA = 1 << 20;

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists the contract of each topic as this program writes it; asks no registry.")
    int list(@Mixin RegistryPlace place, @Mixin Output output) throws Failure {
        ObjectNode json = Web.JSON.createObjectNode();
        ArrayNode rows = json.putArray("contracts");
        List<Contracts> all = Contracts.of(place.topics());
        all.forEach(contracts -> describe(rows.addObject(), contracts));
        output.print(
                json,
                out -> all.forEach(contracts -> out.printf(
                        "%-26s %-14s %s%n",
                        contracts.topic(), contracts.current().getName(), fingerprint(contracts))));
        return Exit.YES;
    }

    @Command(
            name = "register",
            mixinStandardHelpOptions = true,
            description = {
                "Registers every contract under <topic>-value, at compatibility FULL_TRANSITIVE. May be repeated.",
                "Exit 0 all there, 1 the registry refused, 4 somebody else's schema stands there."
            })
    int register(@Mixin RegistryPlace place, @Mixin Output output) throws Failure, InterruptedException {
        try (RegistryClient client = place.client()) {
            ContractStanding standing = new ContractStanding(client);
            List<Contracts> all = Contracts.of(place.topics());
            for (Contracts contracts : all) {
                if (standing.of(contracts) instanceof Standing.Foreign foreign) {
                    throw new Failure(Exit.DISTRUST, subject(contracts) + ": " + words(foreign));
                }
            }
            List<Registered> registered = standing.register(all);
            ObjectNode json = Web.JSON.createObjectNode();
            ArrayNode rows = json.putArray("contracts");
            for (int i = 0; i < all.size(); i++) {
                describe(rows.addObject(), all.get(i))
                        .put("id", registered.get(i).id())
                        .put("version", registered.get(i).version());
            }
            output.print(
                    json,
                    out -> registered.forEach(
                            one -> out.printf("%-32s id %d, version %d%n", one.subject(), one.id(), one.version())));
            return Exit.YES;
        } catch (RegistryRefused e) {
            throw new Failure(Exit.NO, e.getMessage());
        } catch (RegistryUnavailable e) {
            throw Failure.unreachable(e.getMessage());
        }
    }

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = {
                "Without FILE: whether a registry has every contract as this program writes it.",
                "With FILE: whether changed contracts still read, and are read by, every release. Asks no registry.",
                "Exit 0 yes, 1 no, 4 somebody else's schema stands in the registry."
            })
    int check(
            @Parameters(paramLabel = "FILE", arity = "0..*", description = "contracts, .avsc") List<Path> files,
            @Mixin RegistryPlace place,
            @Mixin Output output)
            throws Failure, InterruptedException {
        return files == null || files.isEmpty() ? checkRegistry(place, output) : checkFiles(files, output);
    }

    private static int checkFiles(List<Path> files, Output output) throws Failure {
        List<Break> breaks = new ArrayList<>();
        for (Path file : files) {
            Schema schema = parse(file);
            if (ReleasedSchemas.of(schema.getFullName()).isEmpty()) {
                throw Failure.usage(file + ": no release has a contract named " + schema.getFullName());
            }
            breaks.addAll(Compatibility.withReleased(schema));
        }
        ObjectNode json = Web.JSON.createObjectNode().put("compatible", breaks.isEmpty());
        ArrayNode rows = json.putArray("breaks");
        breaks.forEach(one -> rows.addObject()
                .put("schema", one.schema())
                .put("field", one.field())
                .put("what", one.what()));
        output.print(json, out -> {
            breaks.forEach(out::println);
            if (breaks.isEmpty()) {
                out.println("every release reads them, and they read every release");
            }
        });
        return breaks.isEmpty() ? Exit.YES : Exit.NO;
    }

    private static Schema parse(Path file) throws Failure {
        try {
            return new Schema.Parser().parse(BoundedFile.text(file, MAX_SCHEMA));
        } catch (IOException e) {
            throw Failure.usage("cannot read " + file);
        } catch (Malformed e) {
            throw Failure.usage(file + ": " + e.getMessage());
        } catch (AvroRuntimeException e) {
            throw Failure.usage(file + " is not an Avro schema: " + e.getMessage());
        }
    }

    private static int checkRegistry(RegistryPlace place, Output output) throws Failure, InterruptedException {
        try (RegistryClient client = place.client()) {
            int exit = Exit.YES;
            ObjectNode json = Web.JSON.createObjectNode();
            ArrayNode rows = json.putArray("contracts");
            List<String> lines = new ArrayList<>();
            for (Contracts contracts : Contracts.of(place.topics())) {
                Standing standing = new ContractStanding(client).of(contracts);
                exit = Math.max(exit, exit(standing));
                ObjectNode row = describe(rows.addObject(), contracts).put("standing", words(standing));
                if (standing instanceof Standing.Here here) {
                    row.put("id", here.id()).put("version", here.version());
                }
                lines.add(String.format("%-32s %s", subject(contracts), words(standing)));
            }
            output.print(json, out -> lines.forEach(out::println));
            return exit;
        } catch (RegistryRefused e) {
            throw new Failure(Exit.NO, e.getMessage());
        } catch (RegistryUnavailable e) {
            throw Failure.unreachable(e.getMessage());
        }
    }

    private static int exit(Standing standing) {
        return switch (standing) {
            case Standing.Here _ -> Exit.YES;
            case Standing.Missing _, Standing.NotTaken _ -> Exit.NO;
            case Standing.Foreign _ -> Exit.DISTRUST;
        };
    }

    private static String words(Standing standing) {
        return switch (standing) {
            case Standing.Here here -> "id " + here.id() + ", version " + here.version();
            case Standing.Missing _ -> "missing; register it with holdfast schemas register";
            case Standing.NotTaken _ -> "missing, and the registry's own rules would refuse it";
            case Standing.Foreign foreign ->
                "version " + foreign.version() + " there is not ours: "
                        + foreign.breaks().getFirst();
        };
    }

    private static ObjectNode describe(ObjectNode row, Contracts contracts) {
        return row.put("topic", contracts.topic())
                .put("subject", subject(contracts).value())
                .put("schema", contracts.current().getFullName())
                .put("fingerprint", fingerprint(contracts));
    }

    private static Subject subject(Contracts contracts) {
        return Subject.ofValuesIn(contracts.topic());
    }

    private static String fingerprint(Contracts contracts) {
        return ReleasedSchemas.fingerprint(contracts.current()).toHex();
    }
}
