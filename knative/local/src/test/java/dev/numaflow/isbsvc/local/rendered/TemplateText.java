package dev.numaflow.isbsvc.local.rendered;

import java.util.regex.Matcher;

/** Decides which places of a manifest are values in the template that is made of it. */
final class TemplateText {

    private static final String KEPT = "\n  annotations:\n    helm.sh/resource-policy: keep";

    /** What stands behind the metadata of the Broker. */
    private static final String BROKER =
            """
              {{- with .Values.broker.class }}
              annotations:
                eventing.knative.dev/broker.class: {{ . | quote }}
              {{- end }}
            {{- with .Values.broker.config }}
            spec:
              config:
                {{- toYaml . | nindent 4 }}
            {{- end }}
            """;

    /** Which namespaces are served, for what selects them; nothing for all. */
    static final String SERVED =
            """
            {{- define "isbsvc.served" -}}
            {{- if .Values.served.namespace -}}
            {{- if eq .Values.served.namespace .Release.Namespace -}}
            {{- fail "served.namespace is not that of the functions: no pod starts in a namespace that is being deleted" -}}
            {{- end -}}
            matchLabels:
              kubernetes.io/metadata.name: {{ .Values.served.namespace | quote }}
            {{- else if .Values.served.labelled -}}
            matchLabels:
              isbsvc.numaflow.numaproj.io/served: "true"
            {{- end -}}
            {{- end -}}
            """;

    private static final String SELECTED =
            """
              namespaceSelector:
                {{- include "isbsvc.served" . | default "{}" | nindent 4 }}
            """;

    /** Behind the specification of a binding. */
    private static final String MATCHED =
            """
              {{- with include "isbsvc.served" . }}
              matchResources:
                namespaceSelector:
                  {{- . | nindent 6 }}
              {{- end }}
            """;

    /** Behind the last variable of each function. */
    private static final String SERVED_VARIABLE =
            """
                        {{- if .Values.served.namespace }}
                        - name: ISBSVC_SERVED_NAMESPACES
                          value: {{ .Values.served.namespace | quote }}
                        {{- else if .Values.served.labelled }}
                        - name: ISBSVC_SERVED_LABEL
                          value: isbsvc.numaflow.numaproj.io/served=true
                        {{- end }}
            """;

    private static final String TOKEN_VARIABLE =
            """
                        {{- if .Values.senderIdentity }}
                        - name: ISBSVC_BROKER_TOKEN_FILE
                          value: /var/run/secrets/broker/token
                      volumeMounts:
                        - name: broker-token
                          mountPath: /var/run/secrets/broker
                          readOnly: true
                      {{- end }}
            """;

    private static final String TOKEN_VOLUME =
            """
                  {{- if .Values.senderIdentity }}
                  volumes:
                    - name: broker-token
                      projected:
                        sources:
                          - serviceAccountToken:
                              audience: eventing.knative.dev/broker/{{ .Release.Namespace }}/default
                              expirationSeconds: 3600
                              path: token
                  {{- end }}
            """;

    private static final String ROLE = "{{ if .Values.served.namespace }}Role{{ else }}ClusterRole{{ end }}";
    private static final String IN_SERVED =
            "\n  {{- with .Values.served.namespace }}\n  namespace: {{ . }}\n  {{- end }}";

    private TemplateText() {}

    /** The template of a manifest. */
    static String of(String manifest) {
        String text = manifest
                // What is a template of somebody else, such as an alert's, stays one.
                .replaceAll("\\{\\{|}}", "{{ \"$0\" }}")
                .replaceAll("(?m)^( +(?:- )?namespace: )isbsvc-system$", "$1{{ .Release.Namespace }}")
                .replaceAll("(?m)^( +(?:- )?namespace: )numaflow-system$", "$1{{ .Values.numaflowNamespace }}")
                .replaceAll("(system:serviceaccount:)isbsvc-system:", "$1{{ .Release.Namespace }}:")
                .replaceAll("(?m)^( +(?:- )?image: )isbsvc/functions$", "$1{{ .Values.image | quote }}")
                .replaceAll("(?m)^kind: CustomResourceDefinition\nmetadata:", "$0" + KEPT);
        return function(served(text)) + (text.contains("\nkind: Broker\n") ? BROKER : "");
    }

    /** In one namespace every role of the cluster is one of that namespace. */
    private static String served(String text) {
        String role = Matcher.quoteReplacement(ROLE);
        return text.replaceAll(
                        "(?m)^kind: ClusterRole(Binding)?\nmetadata:\n  name: (.*)$",
                        "kind: " + role + "$1\nmetadata:\n  name: $2" + Matcher.quoteReplacement(IN_SERVED))
                .replaceAll("(?m)^  kind: ClusterRole$", "  kind: " + role)
                .replaceAll("(?m)^  namespaceSelector: \\{}\n", Matcher.quoteReplacement(SELECTED))
                .replaceAll(
                        "  policyName: isbsvc-(fence|refused-specs|warnings)\n  validationActions: .*\n",
                        "$0" + Matcher.quoteReplacement(MATCHED));
    }

    private static String function(String text) {
        if (!text.contains("\nkind: Service\n")) {
            return text;
        }
        String lastVariable = "            - name: MALLOC_ARENA_MAX\n              value: \"1\"\n";
        String variables = text.replace(lastVariable, lastVariable + SERVED_VARIABLE);
        return text.contains("\n  name: repair\n")
                ? variables
                        .replace(SERVED_VARIABLE, SERVED_VARIABLE + TOKEN_VARIABLE)
                        .replaceFirst("(?m)^      containers:\n", Matcher.quoteReplacement(TOKEN_VOLUME) + "$0")
                : variables;
    }
}
