package dev.numaflow.isbsvc.apiserver.fields;

import dev.numaflow.isbsvc.apiserver.schema.Schema;
import java.util.List;

/** Adds the parents of declared fields, so that an empty structure is removed with its last field. */
final class NamedParents {
    private NamedParents() {}

    static FieldSet include(FieldSet set, Schema schema) {
        FieldSet complete = new FieldSet();
        set.forEach(complete::insert);
        add(set, schema, List.of(), complete);
        return complete;
    }

    private static void add(FieldSet set, Schema schema, List<String> path, FieldSet complete) {
        for (String element : set.elements()) {
            FieldSet below = set.below(element);
            if (below.isEmpty()) {
                continue;
            }
            List<String> here = OwnedFields.append(path, element);
            String name = element.substring(2);
            boolean field = element.startsWith("f:");
            if (field && schema != null && schema.declares(name)) {
                complete.insert(here);
            }
            Schema child =
                    field ? PathElements.child(schema, name) : schema == null ? null : PathElements.itemsOf(schema);
            add(below, child, here, complete);
        }
    }
}
