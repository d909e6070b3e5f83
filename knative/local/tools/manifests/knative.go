package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"

	corev1 "k8s.io/api/core/v1"
	"knative.dev/eventing/pkg/apis/config"
	eventing "knative.dev/eventing/pkg/apis/eventing/v1"
	policies "knative.dev/eventing/pkg/apis/eventing/v1alpha1"
	"knative.dev/eventing/pkg/apis/feature"
	sources "knative.dev/eventing/pkg/apis/sources/v1"
	"knative.dev/pkg/apis"
	serving "knative.dev/serving/pkg/apis/serving/v1"
	"sigs.k8s.io/yaml"
)

// What Knative's webhooks default and validate.
type admitted interface {
	apis.Defaultable
	apis.Validatable
}

type object struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Metadata   struct {
		Name string `json:"name"`
	} `json:"metadata"`
}

// As the webhooks of Knative Serving and Eventing do when an object is created, with the configuration that Eventing ships in a folder of
// ConfigMaps: an unknown field fails, what they only warn of, and what they store otherwise.
func knative(file string, configMaps string) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	ctx, err := shipped(configMaps)
	if err != nil {
		return err
	}
	var found []error
	admittedAny := false
	for _, document := range bytes.Split(content, []byte("\n---\n")) {
		var what object
		if err := yaml.Unmarshal(document, &what); err != nil {
			return err
		}
		into := typeOf(what)
		if into == nil {
			continue
		}
		admittedAny = true
		if err := admit(ctx, document, into); err != nil {
			found = append(found, fmt.Errorf("%s %s: %w", what.Kind, what.Metadata.Name, err))
		}
	}
	if !admittedAny {
		return errors.New("no object of Knative's in " + file)
	}
	return errors.Join(found...)
}

// Serving's webhook has its defaults in its code; Eventing's refuses fields of features that no ConfigMap enables.
func shipped(configMaps string) (context.Context, error) {
	var features, brokers corev1.ConfigMap
	for name, into := range map[string]*corev1.ConfigMap{"features.yaml": &features, "default-broker.yaml": &brokers} {
		content, err := os.ReadFile(filepath.Join(configMaps, name))
		if err != nil {
			return nil, err
		}
		if err := yaml.Unmarshal(content, into); err != nil {
			return nil, err
		}
	}
	flags, err := feature.NewFlagsConfigFromConfigMap(&features)
	if err != nil {
		return nil, err
	}
	defaults, err := config.NewDefaultsConfigFromConfigMap(&brokers)
	if err != nil {
		return nil, err
	}
	ctx := feature.ToContext(apis.WithinCreate(context.Background()), flags)
	return config.ToContext(ctx, &config.Config{Defaults: defaults}), nil
}

func typeOf(what object) admitted {
	switch what.APIVersion + " " + what.Kind {
	case "serving.knative.dev/v1 Service":
		return &serving.Service{}
	case "eventing.knative.dev/v1 Broker":
		return &eventing.Broker{}
	case "eventing.knative.dev/v1 Trigger":
		return &eventing.Trigger{}
	case "eventing.knative.dev/v1alpha1 EventPolicy":
		return &policies.EventPolicy{}
	case "sources.knative.dev/v1 ApiServerSource":
		return &sources.ApiServerSource{}
	case "sources.knative.dev/v1 PingSource":
		return &sources.PingSource{}
	}
	return nil
}

func admit(ctx context.Context, document []byte, into admitted) error {
	text, err := yaml.YAMLToJSON(document)
	if err != nil {
		return err
	}
	strict := json.NewDecoder(bytes.NewReader(text))
	strict.DisallowUnknownFields()
	if err := strict.Decode(into); err != nil {
		return err
	}
	into.SetDefaults(ctx)
	if found := into.Validate(ctx); found != nil {
		return found
	}
	return kept(text, into)
}

// Whoever applies an object again and again would find a field that a webhook writes otherwise changed each time.
func kept(applied []byte, stored admitted) error {
	text, err := json.Marshal(stored)
	if err != nil {
		return err
	}
	var before, after any
	if err := errors.Join(json.Unmarshal(applied, &before), json.Unmarshal(text, &after)); err != nil {
		return err
	}
	return errors.Join(changes("", before, after)...)
}

func changes(path string, before any, after any) []error {
	switch before := before.(type) {
	case map[string]any:
		fields, _ := after.(map[string]any)
		var found []error
		for _, name := range slices.Sorted(maps.Keys(before)) {
			found = append(found, changes(path+"."+name, before[name], fields[name])...)
		}
		return found
	case []any:
		elements, _ := after.([]any)
		if len(elements) != len(before) {
			return []error{fmt.Errorf("%s: %d elements are stored as %d", path, len(before), len(elements))}
		}
		var found []error
		for i := range before {
			found = append(found, changes(fmt.Sprintf("%s[%d]", path, i), before[i], elements[i])...)
		}
		return found
	}
	if !reflect.DeepEqual(before, after) {
		return []error{fmt.Errorf("%s: %v is stored as %v", path, before, after)}
	}
	return nil
}
