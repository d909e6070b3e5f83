package dev.numaflow.isbsvc.cli;

import dev.numaflow.isbsvc.cli.replay.Wake;
import java.util.Arrays;
import java.util.Iterator;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses the name of a function on the command line, and lists the names for the help. */
final class Functions implements ITypeConverter<Wake>, Iterable<String> {

    @Override
    public Wake convert(String name) {
        return Arrays.stream(Wake.values())
                .filter(wake -> wake.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException(
                        "'" + name + "' is none of " + String.join(", ", Wake.functions())));
    }

    @Override
    public Iterator<String> iterator() {
        return Wake.functions().iterator();
    }
}
