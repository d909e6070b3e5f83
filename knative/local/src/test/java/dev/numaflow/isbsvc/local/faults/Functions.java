package dev.numaflow.isbsvc.local.faults;

import dev.numaflow.isbsvc.testkit.Repository;
import io.quarkus.funqy.Funq;
import io.quarkus.funqy.knative.events.CloudEvent;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The functions as they were compiled, called in this process: each call has beans of its own, as a pod that has just started. */
final class Functions {

    private final Map<String, Class<?>> classes = new HashMap<>();

    /** The reply, or null; throws what the function threw. */
    @SuppressWarnings("unchecked")
    CloudEvent<byte[]> call(String function, Message message, Wiring process) {
        Class<?> type = classes.computeIfAbsent(function, Functions::load);
        Method method = Arrays.stream(type.getMethods())
                .filter(each -> each.isAnnotationPresent(Funq.class))
                .findFirst()
                .orElseThrow();
        try {
            return (CloudEvent<byte[]>) method.invoke(
                    process.with("quarkus.application.name", function).bean(type), message.event());
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error death) {
                throw death;
            }
            throw (RuntimeException) e.getCause();
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Class<?> load(String function) {
        Path classes = Repository.file("functions/" + function + "/target/classes");
        try (Stream<Path> files = Files.walk(classes)) {
            Path file = files.filter(each -> each.toString().endsWith("Function.class"))
                    .findFirst()
                    .orElseThrow();
            String name = classes.relativize(file).toString().replace('/', '.').replace(".class", "");
            return new URLClassLoader(new URL[] {classes.toUri().toURL()}, Functions.class.getClassLoader())
                    .loadClass(name);
        } catch (IOException | ClassNotFoundException e) {
            // An Error: a failure of the function would be retried and forgiven.
            throw new AssertionError("function " + function + " is not compiled", e);
        }
    }
}
