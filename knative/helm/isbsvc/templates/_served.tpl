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
