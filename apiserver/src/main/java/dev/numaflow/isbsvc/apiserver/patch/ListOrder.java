package dev.numaflow.isbsvc.apiserver.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.numaflow.isbsvc.apiserver.json.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Finds and orders the items of a list that is merged by key, or by value without one. */
final class ListOrder {
    private ListOrder() {}

    static int indexOf(ArrayNode list, JsonNode item, String key) {
        for (int i = 0; i < list.size(); i++) {
            JsonNode a = key.isEmpty() ? list.get(i) : list.get(i).path(key);
            JsonNode b = key.isEmpty() ? item : item.path(key);
            if (Json.same(a, b)) {
                return i;
            }
        }
        return -1;
    }

    /** Sorts the items that the order names; the others stay behind their neighbour. */
    static void arrange(JsonNode list, JsonNode order, String key) {
        if (!(list instanceof ArrayNode array) || !(order instanceof ArrayNode wanted)) {
            return;
        }
        List<JsonNode> items = new ArrayList<>();
        array.forEach(items::add);
        List<Integer> slots = new ArrayList<>();
        List<JsonNode> named = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            if (indexOf(wanted, items.get(i), key) >= 0) {
                slots.add(i);
                named.add(items.get(i));
            }
        }
        named.sort(Comparator.comparingInt(each -> indexOf(wanted, each, key)));
        for (int i = 0; i < slots.size(); i++) {
            array.set(slots.get(i), named.get(i));
        }
    }
}
