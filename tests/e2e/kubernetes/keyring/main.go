// Asks the kubelet's own keyring for credentials: keyring CONFIG FOLDER.
//
// CONFIG and FOLDER are what the kubelet gets in
// --image-credential-provider-config and --image-credential-provider-bin-dir.
// Every line of standard input is a query, every line of standard output its
// answer. The kubelet's log goes to standard error.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"

	authenticationv1 "k8s.io/api/authentication/v1"
	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/credentialprovider/plugin"
	"k8s.io/kubernetes/pkg/util/parsers"
)

// A query is one container of a pod that is to be pulled.
type query struct {
	// Image is the image as it stands in the pod.
	Image string `json:"image"`
	// Account is the pod's service account; a static pod has none.
	Account *account `json:"account"`
}

// An account is a service account, and the token that the API server would give.
type account struct {
	Namespace   string            `json:"namespace"`
	Name        string            `json:"name"`
	UID         string            `json:"uid"`
	Annotations map[string]string `json:"annotations"`
	Token       string            `json:"token"`
}

type credential struct {
	Username string `json:"username"`
	Password string `json:"password"`
}

type answer struct {
	// Credentials are in the order in which the kubelet tries them.
	Credentials []credential `json:"credentials"`
	// Audiences are those for which the kubelet asked for a token.
	Audiences []string `json:"audiences"`
}

func main() {
	klog.InitFlags(nil)
	_ = flag.Set("v", "5")
	flag.Parse()
	if flag.NArg() != 2 {
		fail(fmt.Errorf("usage: keyring CONFIG FOLDER"))
	}

	var present *account
	var audiences []string
	getToken := func(_, _ string, request *authenticationv1.TokenRequest) (*authenticationv1.TokenRequest, error) {
		audiences = append(audiences, request.Spec.Audiences...)
		request.Status.Token = present.Token
		return request, nil
	}
	getAccount := func(namespace, name string) (*v1.ServiceAccount, error) {
		return &v1.ServiceAccount{ObjectMeta: metav1.ObjectMeta{
			Namespace: namespace, Name: name, UID: types.UID(present.UID), Annotations: present.Annotations,
		}}, nil
	}
	if err := plugin.RegisterCredentialProviderPlugins(flag.Arg(0), flag.Arg(1), getToken, getAccount); err != nil {
		fail(err)
	}

	lines := bufio.NewScanner(os.Stdin)
	answers := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		var asked query
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			fail(err)
		}
		present, audiences = asked.Account, []string{}
		found, err := lookUp(asked)
		if err != nil {
			fail(err)
		}
		if err := answers.Encode(answer{found, audiences}); err != nil {
			fail(err)
		}
	}
}

// As the kubelet's image manager does before it pulls.
func lookUp(asked query) ([]credential, error) {
	repository, _, _, err := parsers.ParseImageName(asked.Image)
	if err != nil {
		return nil, err
	}
	namespace, name := "default", ""
	if asked.Account != nil {
		namespace, name = asked.Account.Namespace, asked.Account.Name
	}
	keyring := plugin.NewExternalCredentialProviderDockerKeyring(namespace, "pod", "pod-uid", name)
	configs, _ := keyring.Lookup(repository)
	found := []credential{}
	for _, one := range configs {
		found = append(found, credential{one.Username, one.Password})
	}
	return found, nil
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
