package dev.holdfast.cli.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What to run in a JVM, and how. Immutable; each method that adds something returns another program.
///
/// @param name of the process: names its directory and its log
/// @param entry where the program begins
/// @param jvmFlags in order, system properties included
/// @param environment added to the environment of the parent
/// @param arguments of the program
public record JavaProgram(
        String name, Entry entry, List<String> jvmFlags, Map<String, String> environment, List<String> arguments) {

    public JavaProgram {
        if (!name.matches("[a-z0-9][a-z0-9-]*")) {
            throw new IllegalArgumentException("not a name for a process: " + name);
        }
        jvmFlags = List.copyOf(jvmFlags);
        environment = Map.copyOf(environment);
        arguments = List.copyOf(arguments);
    }

    public static JavaProgram ofClass(String name, String classPath, String mainClass) {
        return new JavaProgram(name, new Entry.Main(classPath, mainClass), List.of(), Map.of(), List.of());
    }

    public static JavaProgram ofJar(String name, Path jar) {
        return new JavaProgram(name, new Entry.Jar(jar), List.of(), Map.of(), List.of());
    }

    public JavaProgram withFlags(String... more) {
        return new JavaProgram(name, entry, joined(jvmFlags, List.of(more)), environment, arguments);
    }

    public JavaProgram withProperty(String key, String value) {
        return withFlags("-D" + key + "=" + value);
    }

    public JavaProgram withEnvironment(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(environment);
        more.put(key, value);
        return new JavaProgram(name, entry, jvmFlags, more, arguments);
    }

    public JavaProgram withArguments(String... more) {
        return new JavaProgram(name, entry, jvmFlags, environment, joined(arguments, List.of(more)));
    }

    /// The command line, with the JDK that runs this very program and with the agent `leash`.
    List<String> command(Path leash) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-javaagent:" + leash);
        command.addAll(jvmFlags);
        switch (entry) {
            case Entry.Main main -> command.addAll(List.of("-cp", main.classPath(), main.mainClass()));
            case Entry.Jar jar -> command.addAll(List.of("-jar", jar.file().toString()));
        }
        command.addAll(arguments);
        return command;
    }

    private static List<String> joined(List<String> some, List<String> more) {
        List<String> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    /// Where a program begins.
    public sealed interface Entry {
        /// @param classPath as `java -cp` takes it
        record Main(String classPath, String mainClass) implements Entry {}

        record Jar(Path file) implements Entry {}
    }
}
