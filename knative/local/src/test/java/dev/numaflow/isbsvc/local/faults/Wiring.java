package dev.numaflow.isbsvc.local.faults;

import jakarta.inject.Inject;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes the beans of one process: what is given, and what constructors ask for. Each has what a fresh pod has: no memory. */
final class Wiring {

    private final Map<Class<?>, Object> beans = new HashMap<>();
    private final Map<String, Object> settings = new HashMap<>();

    /** This is what whoever asks for this type gets. */
    Wiring with(Class<?> type, Object bean) {
        beans.put(type, bean);
        return this;
    }

    /** The value of a setting; others have their defaults. */
    Wiring with(String setting, Object value) {
        settings.put(setting, value);
        return this;
    }

    Object bean(Class<?> type) {
        Object known = beans.get(type);
        if (known == null) {
            known = made(type);
            beans.put(type, known);
        }
        return known;
    }

    private Object made(Class<?> type) {
        try {
            Constructor<?> constructor = constructor(type);
            constructor.setAccessible(true);
            return constructor.newInstance(
                    Arrays.stream(constructor.getParameters()).map(this::value).toArray());
        } catch (InvocationTargetException | IllegalAccessException | InstantiationException e) {
            // An Error: a failure of the function would be retried and forgiven.
            throw new LinkageError("no bean of " + type, e);
        }
    }

    private static Constructor<?> constructor(Class<?> type) {
        return Arrays.stream(type.getDeclaredConstructors())
                .filter(each -> each.isAnnotationPresent(Inject.class) || each.getParameterCount() == 0)
                .max((a, b) ->
                        Boolean.compare(a.isAnnotationPresent(Inject.class), b.isAnnotationPresent(Inject.class)))
                .orElseThrow(() -> new AssertionError(type + " cannot be made"));
    }

    private Object value(Parameter parameter) {
        ConfigProperty setting = parameter.getAnnotation(ConfigProperty.class);
        if (setting == null) {
            return bean(parameter.getType());
        }
        return settings.containsKey(setting.name()) ? settings.get(setting.name()) : setting.defaultValue();
    }
}
