package i18n

var french = &Language{
	Code: "fr", Name: "French",
	DateLayout: "02/01/2006",
	Spaces: map[string]string{
		"«": NoBreak, "»": NoBreak, ":": NoBreak,
		";": NarrowNoBreak, "!": NarrowNoBreak, "?": NarrowNoBreak, "%": NarrowNoBreak,
	},
	Byte:  "o",
	Units: []string{"s", "ms", "min", "h", "bits", "Kio", "Mio", "Gio", "Tio", "Ko", "Mo", "Go", "To", "Mbit/s"},
	CodeWords: CodeWords{
		Noun:   "erreur",
		Cue:    "erreurs retour renvoie renvoye renvoient retourne rend rendu statut resultat echec",
		Filler: "est etait sont de d numero no n valeur egal",
		Loose:  "hexa le l un une",
		Ending: "echoue echouent termine se sort finit fini plante tombe tombee part revient",
		Link:   "avec en",
		Count: "postes machines ordinateurs paquets mises octets ko mo go to secondes heures jours semaines mois ans fois lignes " +
			"fichiers dossiers utilisateurs erreurs entrees taches serveurs",
		Connector: "et ou ni puis",
		Octet:     "octet octets",
	},
}
