// Renders manifests as kustomize and helm do, and checks them as helm lint, promtool and Knative's webhooks do, with their own libraries and
// without the rest of the programs, which take minutes to build.
package main

import (
	"errors"
	"fmt"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/prometheus/prometheus/model/rulefmt"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
	"helm.sh/helm/v3/pkg/lint"
	"helm.sh/helm/v3/pkg/lint/support"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"
)

const usage = `usage: manifests kustomize FOLDER
       manifests helm CHART NAMESPACE VALUES
       manifests lint CHART NAMESPACE
       manifests rules PROMETHEUSRULE
       manifests knative OBJECTS EVENTING_CONFIG`

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 2 && args[0] == "kustomize":
		return kustomize(args[1])
	case len(args) == 4 && args[0] == "helm":
		return helm(args[1], args[2], args[3])
	case len(args) == 3 && args[0] == "lint":
		return lintChart(args[1], args[2])
	case len(args) == 3 && args[0] == "knative":
		return knative(args[1], args[2])
	case len(args) == 2 && args[0] == "rules":
		return rules(args[1])
	}
	return errors.New(usage)
}

func kustomize(folder string) error {
	objects, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), folder)
	if err != nil {
		return err
	}
	yaml, err := objects.AsYaml()
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(yaml)
	return err
}

// As `helm template` does for a new release: without a cluster, and strict about values that a template misses.
func helm(folder string, namespace string, values string) error {
	chart, err := loader.Load(folder)
	if err != nil {
		return err
	}
	if err := chart.Validate(); err != nil {
		return err
	}
	given, err := chartutil.ReadValuesFile(values)
	if err != nil {
		return err
	}
	release := chartutil.ReleaseOptions{Name: chart.Name(), Namespace: namespace, Revision: 1, IsInstall: true}
	all, err := chartutil.ToRenderValues(chart, given, release, chartutil.DefaultCapabilities)
	if err != nil {
		return err
	}
	rendered, err := engine.Engine{Strict: true}.Render(chart, all)
	if err != nil {
		return err
	}
	names := make([]string, 0, len(rendered))
	for name := range rendered {
		if path.Ext(name) == ".yaml" && strings.TrimSpace(rendered[name]) != "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Printf("---\n# %s\n%s\n", name, rendered[name])
	}
	return nil
}

// As `helm lint --strict` does: a warning fails.
func lintChart(folder string, namespace string) error {
	var found []error
	for _, message := range lint.AllWithKubeVersion(folder, map[string]any{}, namespace, nil).Messages {
		if message.Severity >= support.WarningSev {
			found = append(found, message)
		}
	}
	return errors.Join(found...)
}

// As `promtool check rules` does, with the groups of a PrometheusRule.
func rules(file string) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var object struct {
		Spec map[string]any `json:"spec"`
	}
	if err := yaml.Unmarshal(content, &object); err != nil {
		return err
	}
	spec, err := yaml.Marshal(object.Spec)
	if err != nil {
		return err
	}
	groups, found := rulefmt.Parse(spec, false)
	if len(found) == 0 && len(groups.Groups) == 0 {
		return errors.New("no groups of rules in " + file)
	}
	return errors.Join(found...)
}
