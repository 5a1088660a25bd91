{{- /*
A hash of the content stands in the names: changed content is a roll-out, one node
after another. A checksum in an annotation would not do, because the running pods
watch what is mounted, and all of them would install at once.
*/ -}}
{{- define "config.name" -}}
{{- with .Values.config.registries -}}
registry-credential-provider-config-{{ . | sha256sum | trunc 10 }}
{{- else -}}
{{ .Values.config.existing }}
{{- end -}}
{{- end -}}

{{- define "secrets.name" -}}
{{- with .Values.secrets.files -}}
registry-credential-provider-secrets-{{ . | toJson | sha256sum | trunc 10 }}
{{- else -}}
{{ .Values.secrets.existing }}
{{- end -}}
{{- end -}}
