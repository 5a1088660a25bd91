# The flavours of nodes: where each has its files, and which are refused with what
# to do instead.

# Refuses nodes whose files or flags another program writes anew.
refuse_flavour() {
  flavour_id=''
  [ ! -f "$root/etc/os-release" ] ||
    flavour_id=$(sed -n "s/^ID=[\"']\{0,1\}\([a-z-]*\).*/\1/p" <"$root/etc/os-release")
  by_hand="install the files with --files-only, and have the flags set by"
  if [ "$flavour_id" = talos ]; then
    refuse "Talos has no place for a program of a node's own: it needs a system extension and machine.kubelet.credentialProviderConfig (https://www.talos.dev)"
  elif [ "$flavour_id" = bottlerocket ]; then
    refuse 'Bottlerocket runs only the providers that it carries: see settings.kubernetes.credential-providers'
  elif [ -d "$root/var/lib/minikube" ]; then
    refuse "minikube writes the kubelet's unit anew at every start: $by_hand minikube start --extra-config=kubelet.$CONFIG_FLAG=$OWN_FOLDER/kubelet.yaml --extra-config=kubelet.$BIN_FLAG=$OWN_FOLDER"
  elif [ -d "$root/etc/eks" ]; then
    refuse "EKS writes the kubelet's provider config anew when a node starts: append to /etc/eks/image-credential-provider in the user data of the nodes, and $by_hand it"
  elif [ "$flavour_id" = cos ] || [ -d "$root/home/kubernetes/bin" ] || [ -d "$root/etc/srv/kubernetes" ]; then
    refuse "GKE keeps nothing in /etc over a restart, and mounts /var and /home noexec: install at every start of a node, with --files-only, and add the entry to /etc/srv/kubernetes/cri_auth_config.yaml"
  elif [ -d "$root/var/snap/microk8s" ]; then
    refuse "MicroK8s reads its flags from /var/snap/microk8s/current/args/kubelet, one in a line: $by_hand that file, then restart snap.microk8s.daemon-kubelite"
  elif [ -d "$root/etc/machine-config-daemon" ] || [ -d "$root/etc/microshift" ]; then
    refuse "the Machine Config Operator writes the files of this node: $by_hand a MachineConfig"
  fi
}

# Decides where the files belong and whether flags have to be written.
find_place() {
  mode=own
  env_file=''
  folder=$OWN_FOLDER
  config=$folder/kubelet.yaml
  bin_dir=$folder
  unit=''
  if runs_systemd; then find_unit; fi
  if [ "$files_only" = yes ]; then
    mode=files
    case $unit in k3s* | rke2*) use_rancher ;; esac
    return 0
  fi
  refuse_flavour
  runs_systemd ||
    refuse 'systemd does not run here, so the kubelet cannot be restarted and watched: use --files-only, and restart the node by its own means (k3d: mount the files as volumes)'
  case $unit in
    '') refuse 'no kubelet was found (no unit kubelet, k3s, k3s-agent, rke2-server or rke2-agent): run this on a node' ;;
    k3s* | rke2*)
      mode=rancher
      use_rancher
      refuse_rancher_flags
      ;;
    *) find_flags ;;
  esac
}

# K3s and RKE2 give their kubelet the flags themselves where these files are.
use_rancher() {
  config=$RANCHER_FOLDER/config.yaml
  bin_dir=$RANCHER_FOLDER/bin
  folder=$bin_dir
}

# What the files say that K3s and RKE2 read: of the folder every one that ends in
# .yaml or .yml, in any case, also where its name begins with a dot.
rancher_written() {
  rancher_config=$(written_words | sed 's/^-c$/--config/' | flag_value config)
  rancher_config=$root${rancher_config:-/etc/rancher/$product/config.yaml}
  for file in "$rancher_config" "$rancher_config.d"/* "$rancher_config.d"/.*; do
    case $file in
      "$rancher_config" | *.[Yy][Aa][Mm][Ll] | *.[Yy][Mm][Ll])
        [ ! -f "$file" ] || rancher_options <"$file"
        ;;
    esac
  done
}

# The options for credential providers in YAML or in words, as NAME VALUE in a line.
# They are keys of their own, or arguments of kubelet-arg.
rancher_options() {
  awk '
    # What is not a comment, without quotes: "#" begins one where no quote is open, at
    # the beginning or after a blank.
    function bare(line, text, quote, i, c, last) {
      for (i = 1; i <= length(line); i++) {
        c = substr(line, i, 1)
        last = i == 1 ? " " : substr(line, i - 1, 1)
        if (quote != "") { if (c == quote) quote = ""; else text = text c }
        else if ((c == "\"" || c == "\047") && last !~ /[A-Za-z0-9]/) quote = c
        else if (c == "#" && last ~ /[ \t]/) return text
        else if (c != "\"" && c != "\047") text = text c
      }
      return text
    }
    {
      sub(/\r$/, "")
      line = bare($0)
      if (name != "" && line ~ /^[ \t]*$/) next
      if (name != "") { sub(/^[ \t]*/, "", line); print name, line; name = "" }
      # Without a sign it is an option only where it is a word of its own.
      while (match(line, /image-credential-provider-(config|bin-dir)[ \t]*[=:]/) ||
        match(line, /^--?image-credential-provider-(config|bin-dir)$/)) {
        name = substr(line, RSTART, RLENGTH)
        sub(/^-*/, "", name)
        sub(/[ \t]*[=:]?$/, "", name)
        line = substr(line, RSTART + RLENGTH)
        sub(/^[ \t]*/, "", line)
        if (line == "") break
        value = line
        sub(/[ \t,}\]].*$/, "", value)
        print name, value
        name = ""
      }
    }
    END { if (name != "") print name, "" }'
}

# Refuses a K3s or RKE2 that was told of other places.
refuse_rancher_flags() {
  product=${unit%%-*}
  rancher_other=$(
    {
      rancher_written
      written_words | rancher_options
    } | grep -vxF -e "$CONFIG_FLAG $RANCHER_FOLDER/config.yaml" -e "$BIN_FLAG $RANCHER_FOLDER/bin" \
      -e "$BIN_FLAG $RANCHER_FOLDER/bin/"
  ) || :
  [ -z "$rancher_other" ] ||
    refuse "the configuration of $product names other places for credential providers than $RANCHER_FOLDER: take image-credential-provider-* out of it (these places need no option), or use --files-only"
}
