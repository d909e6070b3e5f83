// Prints what the embedded API server knows of the built-in types: their resources and schemas as a running API server
// publishes them, without descriptions, and which fields the Go types leave out when they are empty (x-omit-empty), which
// no schema tells.
//
// usage: builtin-types URL   where kubectl proxy makes the API server reachable, for example http://127.0.0.1:8001
package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"reflect"
	"slices"
	"strings"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/client-go/kubernetes/scheme"
)

type object = map[string]any

// The types that are served, by group and version.
var served = [][]string{
	{"v1", "namespaces", "pods", "services", "configmaps", "secrets", "serviceaccounts", "events", "persistentvolumeclaims", "persistentvolumes", "nodes"},
	{"apps/v1", "statefulsets", "controllerrevisions"},
	{"policy/v1", "poddisruptionbudgets"},
	{"coordination.k8s.io/v1", "leases"},
	{"storage.k8s.io/v1", "storageclasses"},
	{"rbac.authorization.k8s.io/v1", "roles", "rolebindings", "clusterroles", "clusterrolebindings"},
	{"apiextensions.k8s.io/v1", "customresourcedefinitions"},
	{"admissionregistration.k8s.io/v1", "validatingadmissionpolicies", "validatingadmissionpolicybindings"},
	{"authorization.k8s.io/v1", "selfsubjectaccessreviews"},
	{"authentication.k8s.io/v1", "selfsubjectreviews"},
}

var subresources = []string{"", "status", "scale", "token", "binding"}

func main() {
	var resources []any
	schemas := object{}
	for _, group := range served {
		addGroup(os.Args[1], group[0], group[1:], &resources, schemas)
	}
	markOmitted(schemas)
	fmt.Printf("{\"resources\": [\n%s\n],\n\"schemas\": {\n%s\n}}\n", lines(resources), members(schemas))
}

func addGroup(url, groupVersion string, plurals []string, resources *[]any, schemas object) {
	root := "/apis/"
	if !strings.Contains(groupVersion, "/") {
		root = "/api/"
	}
	published := get(url + "/openapi/v3" + root + groupVersion)["components"].(object)["schemas"].(object)
	for _, each := range get(url + root + groupVersion)["resources"].([]any) {
		resource := each.(object)
		plural, subresource, _ := strings.Cut(resource["name"].(string), "/")
		if !slices.Contains(plurals, plural) || !slices.Contains(subresources, subresource) {
			continue
		}
		delete(resource, "storageVersionHash")
		group, version := kindGroup(groupVersion, resource)
		resource["groupVersion"], resource["kindGroup"], resource["kindVersion"] = groupVersion, group, version
		*resources = append(*resources, resource)
		add(schemaOf(published, group, version, resource["kind"].(string)), published, schemas)
	}
}

// A subresource may have a kind of another group.
func kindGroup(groupVersion string, resource object) (string, string) {
	group, version, grouped := strings.Cut(groupVersion, "/")
	if !grouped {
		group, version = "", groupVersion
	}
	if other, ok := resource["group"].(string); ok {
		group = other
	}
	if other, ok := resource["version"].(string); ok {
		version = other
	}
	delete(resource, "group")
	delete(resource, "version")
	return group, version
}

func schemaOf(published object, group, version, kind string) string {
	for name, schema := range published {
		kinds, _ := schema.(object)["x-kubernetes-group-version-kind"].([]any)
		for _, each := range kinds {
			if reflect.DeepEqual(each, object{"group": group, "version": version, "kind": kind}) {
				return name
			}
		}
	}
	panic("no schema of " + kind)
}

// Adds a schema and all that it refers to.
func add(name string, published, schemas object) {
	if _, there := schemas[name]; there {
		return
	}
	schema := undescribed(published[name]).(object)
	schemas[name] = schema
	text, _ := json.Marshal(schema)
	for _, part := range strings.Split(string(text), "#/components/schemas/")[1:] {
		reference, _, _ := strings.Cut(part, "\"")
		add(reference, published, schemas)
	}
}

func undescribed(node any) any {
	switch value := node.(type) {
	case object:
		for key, child := range value {
			if _, text := child.(string); key == "description" && text {
				delete(value, key)
			} else {
				value[key] = undescribed(child)
			}
		}
	case []any:
		for i := range value {
			value[i] = undescribed(value[i])
		}
	}
	return node
}

func markOmitted(schemas object) {
	if err := apiextensions.AddToScheme(scheme.Scheme); err != nil {
		panic(err)
	}
	seen := map[reflect.Type]bool{}
	for _, goType := range scheme.Scheme.AllKnownTypes() {
		walk(goType, schemas, seen)
	}
}

func walk(goType reflect.Type, schemas object, seen map[reflect.Type]bool) {
	switch goType.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		walk(goType.Elem(), schemas, seen)
	case reflect.Struct:
		if seen[goType] {
			return
		}
		seen[goType] = true
		schema, _ := schemas[schemaName(goType)].(object)
		properties, _ := schema["properties"].(object)
		fields(goType, func(field reflect.StructField) {
			mark(field, properties)
			walk(field.Type, schemas, seen)
		})
	}
}

// Calls for each field, those of inlined structs included.
func fields(goType reflect.Type, action func(reflect.StructField)) {
	for i := range goType.NumField() {
		field := goType.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if field.Anonymous && name == "" && field.Type.Kind() == reflect.Struct {
			fields(field.Type, action)
		} else if field.IsExported() && name != "" {
			action(field)
		}
	}
}

func mark(field reflect.StructField, properties object) {
	name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
	property, known := properties[name].(object)
	optional := strings.Contains(options, "omitempty") || strings.Contains(options, "omitzero")
	_, isMap := property["additionalProperties"]
	isStruct := field.Type.Kind() == reflect.Struct && field.Type.Name() != "Time"
	plain := !isStruct && field.Type.Kind() != reflect.Pointer
	if known && optional && plain && (isMap || property["type"] != "object") {
		property["x-omit-empty"] = true
	}
}

func schemaName(goType reflect.Type) string {
	domain, path, _ := strings.Cut(goType.PkgPath(), "/")
	parts := strings.Split(domain, ".")
	slices.Reverse(parts)
	return strings.Join(parts, ".") + "." + strings.ReplaceAll(path, "/", ".") + "." + goType.Name()
}

func get(url string) object {
	answer, err := http.Get(url)
	if err != nil {
		panic(err)
	}
	defer answer.Body.Close()
	body := object{}
	if err := json.NewDecoder(answer.Body).Decode(&body); err != nil {
		panic(err)
	}
	return body
}

func lines(values []any) string {
	var result []string
	for _, each := range values {
		text, _ := json.Marshal(each)
		result = append(result, string(text))
	}
	return strings.Join(result, ",\n")
}

func members(values object) string {
	var names, result []string
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		text, _ := json.Marshal(values[name])
		result = append(result, fmt.Sprintf("%q: %s", name, text))
	}
	return strings.Join(result, ",\n")
}
