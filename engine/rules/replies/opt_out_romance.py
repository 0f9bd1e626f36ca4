"""How Spanish, French, Portuguese and Italian ask for no more messages, in the form of `opt_out_phrases`."""

from typing import Final

from engine.rules.replies.opt_out_phrases import OptOutPhrases

_END = "(?= ,|$)"

_ES_MSG = (
    "(?:mensajes?(?: de texto)?|mensajitos|msjs?|sms|textos?|publicidad|promociones|propaganda|notificaciones|spam|"
    "avisos|alertas)"
)
_ES_WHICH = "(?:(?:mas|sus|tus|estos|esos|los|mis|tantos|de|con|ningun|ninguna|la|su|ya|por) )*"
_ES_SEND = "(?:(?:envi|mand|contact|molest)(?:e|en|es)|escrib(?:a|an|as))"
_ES_SENDING = "(?:enviar|mandar|escribir|contactar|molestar|textear|spamear|joder|fastidiar|insistir)(?:me|nos)?"
_ES_LIST = (
    "(?:de|fuera de) (?:su |la |esta |tu |sus |el )?(?:base de datos|lista|listas|contactos|registros|sistema|grupo)"
)
_ES_ENOUGH = "(?:deje|dejen|deja|dejad|pare|paren|para|cese|cesen|basta|termine|terminen) (?:ya )?(?:de|con)"

SPANISH: Final = OptOutPhrases(
    language="es",
    requests=(
        (
            f"(?:no|nunca|ya no|ni) (?:me|nos) (?:vuelva[ns]? a )?(?:{_ES_SEND}|{_ES_SENDING})\\b"
            f"(?: (?:mas|nada|nunca|ya)\\b)*(?: {_ES_WHICH}{_ES_MSG}\\b)?"
        ),
        f"{_ES_ENOUGH} {_ES_SENDING}\\b",
        f"{_ES_ENOUGH} {_ES_WHICH}{_ES_MSG}\\b",
        (
            "(?:ya )?no (?:quiero|quisiera|deseo|acepto|autorizo|necesito|me interesa)"
            f"(?: (?:seguir )?(?:recibir|recibiendo|tener))? {_ES_WHICH}{_ES_MSG}\\b"
        ),
        (
            "no (?:quiero|deseo|autorizo|acepto)(?: a)? que (?:me|nos) "
            "(?:envien|manden|escriban|contacten|envie|mande|escriba|contacte)\\b"
        ),
        (
            "(?:quit|saqu|sac|borr|elimin|retir|remuev|remov|excluy|exclu)(?:e|en|a|an|ar|er|ir)(?:me|nos)\\b"
            f"(?: {_ES_LIST}| ya| por favor| porfavor)*{_END}"
        ),
        (
            "(?:quit|borr|elimin|saqu|sac|retir|remov|suprim)\\w* (?:mi|este) (?:numero|telefono|nombre|contacto|"
            "celular)\\b"
        ),
        (
            "(?:dar|darme|darnos|darse|denme|deme|dame|demen|denos|me den|me doy|me de|solicito|solicitar|quiero|pido) "
            f"(?:la |de |me |mi |darme de )*baja(?: (?:de )?(?:esto|la lista|su lista|{_ES_WHICH}{_ES_MSG}|todo|"
            f"ya|por favor|porfavor))*{_END}"
        ),
        f"cancel(?:ar|en|e|a) {_ES_WHICH}(?:{_ES_MSG}|suscripcion a {_ES_WHICH}{_ES_MSG})\\b",
        f"cancelar (?:mi |la )?suscripcion{_END}",
        "(?:desuscrib|anular mi suscripcion)\\w*",
        "dej(?:e|en|a|ad)(?:me|nos) (?:en paz|tranquil[oa]s?)",
        "(?:retiro|revoco) mi (?:consentimiento|autorizacion)",
        "no (?:quiero|deseo) recibir (?:esto|nada|mas)\\b|quiero salir(?: de (?:la|su|esta) lista)",
        "(?:nunca|no) me (?:suscribi|registre|inscribi|di de alta)\\b|nunca (?:di|autorice) (?:mi|permiso)",
        f"(?:dejar|parar) de recibir {_ES_WHICH}(?:{_ES_MSG}|esto)\\b",
        f"alto a {_ES_WHICH}{_ES_MSG}\\b",
        "no autorizo (?:el envio|mas|estos|sus|que)",
    ),
    statements=(
        f"(?:ya )?no mas(?: {_ES_WHICH}{_ES_MSG})?(?: por favor| porfavor| gracias)?",
        f"basta(?: ya)?(?: (?:de|con) {_ES_WHICH}{_ES_MSG})?",
        f"no (?:{_ES_SENDING}|{_ES_SEND}|llamar|molestar)(?: mas| nada| {_ES_MSG})*(?: por favor| porfavor)?",
        (
            "(?:(?:hola|perdon|disculpe|lo siento|creo que|es|este es|tiene|tienes|tienen|usted tiene|marco|un|el) )*"
            "(?:persona equivocada|(?:numero|telefono) (?:equivocado|erroneo|incorrecto))(?: (?:no soy|soy|yo no "
            "soy) .{1,30})?"
        ),
        (
            "(?:(?:creo que|usted|ustedes|perdon|disculpe|me parece que) )*(?:se|te|os) (?:ha |han |has )?"
            "equivoc\\w+ de (?:numero|persona)"
        ),
        "cancelo|quiero cancelar esto|se (?:ha |han )?equivoc(?:o|ado|aron)",
        "(?:este )?(?:ya )?no es (?:el )?(?:numero|telefono) de (?:\\w+ ?){1,3}",
        "(?:(?:creo que|usted|ustedes) )*esta(?:s|n)? equivocad[oa]s?(?: de (?:numero|persona))?",
    ),
    turns_round="(?:no(?: me| nos)?|por que|porque|nunca)$",
    narrows=(
        "(?:en (?:ingles|espanol|frances|la (?:manana|noche|tarde))|hasta|antes|despues|durante|mientras|cuando|"
        "los? (?:lunes|martes|miercoles|jueves|viernes|sabados?|domingos?)|por la (?:noche|manana|tarde)|a|"
        "al|para|sobre|el|la|los|las|un|una|mi|mis|su|de (?:mi|otra|la otra)|"
        "tan (?:temprano|tarde)|de (?:madrugada|noche))\\b"
    ),
    narrows_things="(?!)",
    things="(?!)",
    narrows_nothing="(?:a|para|en) (?:(?:mi|este) (?:numero|telefono|celular|movil)|mi|nosotros)\\b",
    refuses_calls="no (?:me |nos )?llam(?:e|en|es)|(?:deje|dejen|deja|pare|paren) de llamar\\w*|no llamar",
    asks_for_texts="whatsapp|mensajes?|escrib\\w+|textos?|sms|msj",
    new_number="numero nuevo|nuevo numero|el viejo|cambi\\w+ (?:mi|de) numero",
)


_FR_MSG = "(?:sms|messages?|msgs?|textos?|pubs?|publicites?|notifications?|spams?|demarchage)"
_FR_WHICH = "(?:(?:le|vos|tes|les|ces|tous|tout|toutes|l|de|d|aux|a|des|avec|cette|ce|la|plus|aucun|aucune|autres) )*"
_FR_SEND = "(?:envoyer|ecrire|contacter|harceler|spammer|deranger|embeter|solliciter|texter|importuner)"
_FR_SENDING = "(?:envoye[zs]?|envoi(?:e|es)|ecri(?:s|vez)|contacte[zs]?|sollicite[zs]?|derange[zs]?)"
_FR_STOP = "d?(?:arrete[zr]?|cesse[zr]?|stoppe[zr]?|stop)"
_FR_PLEASE = "(?: (?:svp|stp|merci|sil vous plait|sil te plait|maintenant|tout de suite|immediatement))*"
_FR_ME = "(?:me |m|nous |n|te |vous )?"

FRENCH: Final = OptOutPhrases(
    language="fr",
    requests=(
        f"{_FR_STOP}{_FR_PLEASE} (?:de |d)?{_FR_ME}{_FR_SEND}\\b",
        f"{_FR_STOP}{_FR_PLEASE} {_FR_WHICH}{_FR_MSG}\\b",
        f"(?:ne |n){_FR_ME}{_FR_SENDING} (?:plus|pas)(?: rien| jamais)?(?: {_FR_WHICH}{_FR_MSG}\\b)?",
        f"ne (?:plus|pas|jamais) {_FR_ME}(?:{_FR_SEND}|recevoir)(?: {_FR_WHICH}{_FR_MSG}\\b)?",
        (
            "(?:ne |n|j)(?:veux|voudrais|voulons|souhaite|souhaitons|desire|accepte|veut) (?:plus|pas)"
            f"(?: (?:recevoir|avoir))? {_FR_WHICH}{_FR_MSG}\\b"
        ),
        "(?:ne |n)?(?:veux|souhaite|desire|accepte) (?:plus|pas) (?:etre (?:contacte|sollicite)e?|rien recevoir)",
        f"(?:ne )?(?:veux|souhaite) (?:plus|pas) (?:de )?(?:vos|ces|tes) {_FR_MSG}\\b",
        f"refuse (?:de recevoir|d) {_FR_WHICH}{_FR_MSG}\\b",
        (
            "(?:retire|enleve|supprime|efface|raye|radie|desabonne|sorte|ote)[zr]? ?"
            "(?:moi|mon numero|mes coordonnees|ce numero|mon nom)\\b"
        ),
        (
            "(?:me |m|se |s)?(?:desabonn|desinscri)(?:er|ez|e|re|vez|s)(?: moi)?"
            "(?! (?:de |du |d)(?!vos|tes|ces|votre|cette|(?:la |votre )?liste|sms|messages|l?envoi))\\b"
        ),
        "lai(?:sse|ssez|sser) (?:moi|nous) (?:tranquilles?|en paix)",
        "(?:foutez|fous|fichez|fiche) ?(?:moi|nous) la paix",
        "(?:retire|revoque) mon consentement",
        "ce numero (?:nest|ne) (?:plus|pas) (?:celui|le numero|a)\\b|nest (?:plus|pas) le numero (?:de|d)\\b",
        "(?:me|m) ?(?:retirer|enlever|supprimer|effacer|rayer|radier)\\b",
        f"jamais (?:demande|accepte|autorise|voulu)(?: a recevoir)? {_FR_WHICH}{_FR_MSG}\\b",
        "jamais (?:inscrite?|abonnee?|donne (?:mon|ce) (?:numero|consentement|accord))\\b",
    ),
    statements=(
        f"(?:bonjour |merci |svp )*plus (?:de |d|aucun |aucune ){_FR_WHICH}{_FR_MSG}{_FR_PLEASE}",
        "(?:merci|veuillez|(?:je vous )?(?:demande|prie)) ?(?:de |d)?arreter",
        f"(?:arret|arrete|arretez|stop|cessez)(?: (?:ca|tout ca|cela|tout|pub|la pub))?{_FR_PLEASE}",
        f"(?:pas|aucune?|non a?) (?:de |d)?{_FR_MSG}{_FR_PLEASE}",
        (
            "(?:(?:bonjour|desole|desolee|pardon|je crois que|je pense que|cest un|cest le|cest|vous avez|un|le) )*"
            "(?:mauvaise personne|(?:mauvais|faux) numero|numero (?:errone|incorrect|mauvais|inexact))"
            "(?: (?:(?:desole|desolee|pardon|merci|svp)|(?:je ne suis|ici|cest) .{1,30}))?"
        ),
        (
            "(?:(?:bonjour|desole|desolee|je crois que|je pense que) )*vous (?:vous |etes )?(?:trompez|trompe|"
            "etes trompee?s?|faites erreur)"
            "(?: (?:de|sur le) (?:numero|personne|destinataire))?"
        ),
        "(?:(?:desole|non|ce|cest|ce nest|nest|vous navez|navez) )*pas le bon numero",
        "(?:il y a |cest une |vous faites )?erreur (?:de|sur le|sur la) (?:numero|personne|destinataire)",
    ),
    turns_round="(?:ne(?: me)?|n|pourquoi(?: \\w+)?|vous|tu|ils|il|elle|on|nous)$",
    narrows=(
        "(?:en (?:anglais|francais|espagnol|allemand)|avant|apres|pendant|jusqu\\w*|quand|sauf|entre|"
        "(?:le|la|les|mon|ma|mes|un|une|tant que|si tot|si tard)|"
        "sur|a (?:mon|ma|mes|son))\\b"
    ),
    narrows_things="(?!)",
    things="(?!)",
    narrows_nothing="(?:sur|a) (?:mon|ce) (?:telephone|numero|portable|mobile)\\b",
    refuses_calls=f"(?:ne {_FR_ME}|n)?appele[zs]? (?:pas|plus)|{_FR_STOP} (?:de |d)?{_FR_ME}(?:appeler|telephoner)",
    asks_for_texts="whatsapp|sms|ecri\\w+|messages?|textos?",
    new_number="nouveau numero|numero a change|change de numero|lancien",
)


_PT_MSG = "(?:mensagens|mensagem|msgs?|sms|torpedos?|propagandas?|publicidade|promocoes|notificacoes|spam|avisos)"
_PT_WHICH = "(?:(?:mais|suas|essas|estas|as|os|minhas|de|com|nenhuma|tantas|seus|esses|receber|a) )*"
_PT_SENDING = "(?:enviar|mandar|escrever|perturbar|contatar|contactar|incomodar|encher)"
_PT_SEND = "(?:(?:envi|mand|contac?t|perturb|incomod)(?:e|em|es)|escrev(?:a|am|as))"
_PT_LIST = "(?:d[aeo]s?|des[st][ae]s?) ?(?:suas? |seus? )?(?:listas?|cadastro|grupo|sistema|contatos|base)"
_PT_GO = "(?:remov(?:a|am|er|e|em)|exclu(?:a|am|ir|i)|(?:tir|retir|apagu?|descadastr)(?:a|e|em|ar))"

PORTUGUESE: Final = OptOutPhrases(
    language="pt",
    requests=(
        f"(?:pare|parem|para|parar|deixem|deixe) (?:ja )?de (?:me |nos )?{_PT_SENDING}(?:me|nos)?\\b",
        f"(?:pare|parem|chega|parar|basta) (?:de|com) {_PT_WHICH}{_PT_MSG}\\b",
        f"(?:nao|nunca) (?:me |nos )?(?:{_PT_SEND})(?:me)?(?: mais\\b| nada\\b)*(?: {_PT_WHICH}{_PT_MSG}\\b)?",
        "(?:nao|nunca) entr(?:e|em) mais em contato",
        (
            "nao (?:quero|desejo|gostaria|aceito|autorizo|preciso)(?: de)?"
            f"(?: (?:mais|receber|que (?:me )?(?:mandem|enviem)))* {_PT_WHICH}{_PT_MSG}\\b"
        ),
        f"(?:me |nos ){_PT_GO}(?: {_PT_LIST}| por favor| disso| daqui)*{_END}",
        f"{_PT_GO} ?(?:me|nos)(?: {_PT_LIST}| por favor| disso| daqui)*{_END}",
        f"{_PT_GO} (?:o )?(?:meu|este|esse) (?:numero|telefone|nome|contato|cadastro|celular)\\b",
        "(?:me|quero|desejo|gostaria de) (?:me )?descadastr\\w+",
        f"(?:quero|desejo|gostaria de|posso) sair {_PT_LIST}",
        f"quero sair{_END}",
        f"sair {_PT_LIST}",
        "cancelar (?:o )?recebimento",
        "(?:numero|telefone) nao e (?:d[aeo]|meu)\\b",
        f"cancel(?:ar|e|em|o|a) {_PT_WHICH}(?:{_PT_MSG}|inscricao)\\b",
        "para(?:r)? de receber(?! (?:o|a|os|as) (?!mensagens|sms))",
        "(?:me deixe|me deixem|deixem? me|me deixa) em paz",
        "(?:retiro|revogo) (?:meu|o) consentimento",
    ),
    statements=(
        f"(?:chega|basta)(?: (?:de|com) {_PT_WHICH}{_PT_MSG})?",
        f"(?:sem|nao|nenhuma|nada de) (?:mais )?{_PT_MSG}(?: por favor| obrigad[oa])?",
        "nao autorizo(?: mais)?",
        "(?:eu )?nao quero mais receber(?: isso| nada)?|cancel(?:ar|e|em) (?:o |os )?envios?",
        "(?:eu )?(?:nunca|nao) me (?:cadastrei|inscrevi)(?: .{1,20})?",
        "nao quero (?:receber )?mais(?: nada)?|nao quero receber nada",
        "(?:sai|cai) fora",
        f"nao (?:{_PT_SENDING}|{_PT_SEND})(?: mais| nada| {_PT_MSG})*(?: por favor)?",
        "bloquear|pode parar",
        (
            "(?:(?:oi|ola|desculpe?|acho que|e|este e|esse e|voce|voces|tem|esta|estao|ligou|com|o|um|no) )*"
            "(?:pessoa errada|(?:numero|telefone) (?:errado|incorreto))(?: (?:nao sou|sou|aqui) .{1,30})?"
        ),
        "(?:isso |isto )?(?:e|foi|deve ser) engano",
        "(?:(?:acho que|voce) )*se enganou de (?:numero|pessoa)",
    ),
    turns_round="(?:nao(?: me)?|por ?que(?: \\w+)?|nunca)$",
    narrows=(
        "(?:em (?:ingles|portugues|espanhol)|antes|depois|ate|durante|enquanto|quando|sobre|entre|tao (?:cedo|tarde)|"
        "[nd][ao]s? (?:domingos?|sabados?|segundas?|noite|madrugada|manha)|[ao]s?|uma?|aos? |a noite|de "
        "(?:noite|madrugada|manha)|para (?:o|a|meu|minha|os|as))\\b"
    ),
    narrows_things="(?!)",
    things="(?!)",
    narrows_nothing="(?:para|pra|no|neste|nesse) (?:mim|este numero|esse numero|meu (?:numero|celular|telefone))\\b",
    refuses_calls="nao (?:me |nos )?lig(?:ue|uem|ar)|par(?:e|em|a) de (?:me )?ligar",
    asks_for_texts="whatsapp|mensage(?:m|ns)|escrev\\w+|sms|msg|texto",
    new_number="numero novo|novo numero|o antigo|mud\\w+ de numero|troquei de numero",
)


_IT_MSG = "(?:messaggi|messaggio|msg|sms|pubblicita|promozioni|notifiche|spam)"
_IT_WHICH = "(?:(?:piu|linvio|i|gli|vostri|tuoi|questi|questo|altri|altro|di|con|la|vostra|dei|questa|ricevere) )*"
_IT_SENDING = "(?:scriver|mandar|inviar|contattar|disturbar|spammar)(?:e|mi|ci)"
_IT_SEND = "(?:scriv(?:ete|a|ere)|mand(?:ate|i|are)|invi(?:ate|i|are)|contatt(?:ate|i|are)|disturb(?:ate|i|are))"
_IT_GO = "(?:cancell|rimuov|elimin|togli|tolg|disiscriv|escludi|escludet)(?:a|ate|i|ete|iete|ere|are|e)?"
_IT_LIST = (
    "(?:da|dai|dal|dall|dalla|dalle) ?(?:vostra |vostre |questa |tua |vostri )?"
    "(?:lista|liste|elenco|rubrica|database|contatti|archivio|gruppo)"
)

ITALIAN: Final = OptOutPhrases(
    language="it",
    requests=(
        (
            f"(?:smettetela|smettila|smettete|smetta|smetti|finitela|piantatela|basta)(?: di| con)? "
            f"(?:{_IT_SENDING}|{_IT_WHICH}{_IT_MSG})\\b"
        ),
        f"non (?:mi |ci )?{_IT_SEND}(?:mi|ci)? (?:mai )?piu(?: {_IT_WHICH}{_IT_MSG}\\b)?",
        f"non {_IT_SENDING} (?:piu|altro|nulla|niente)(?: {_IT_WHICH}{_IT_MSG}\\b| nulla| niente)*",
        f"ferm(?:ate|a|i) {_IT_WHICH}{_IT_MSG}\\b",
        "non e (?:piu )?il (?:mio numero|numero di)\\b",
        f"non (?:mi |ci ){_IT_SEND}(?: {_IT_WHICH}{_IT_MSG}\\b)?",
        f"non {_IT_SEND}(?:mi|ci)(?: {_IT_WHICH}{_IT_MSG}\\b)?",
        f"non (?:voglio|vorrei|desidero|intendo|accetto|autorizzo)(?: piu)?(?: ricevere)? {_IT_WHICH}{_IT_MSG}\\b",
        "non (?:voglio|desidero) (?:piu )?essere contattat[oa]",
        f"{_IT_GO}(?:te|ti)?(?:mi|ci)\\b(?: {_IT_LIST}| per favore| subito| grazie)*{_END}",
        f"{_IT_GO} (?:il mio|questo) (?:numero|nome|contatto|telefono)\\b",
        (
            "(?:voglio|vorrei|come (?:faccio|posso)(?: a)?|desidero|chiedo di) (?:disiscriver|cancellar)mi(?! "
            "dalla newsletter)"
        ),
        f"(?:annulla|annullare|cancella|disdici) (?:la |mia |l)*(?:iscrizione|{_IT_WHICH}{_IT_MSG})\\b",
        f"mi (?:cancell|disiscriv|togli|tolg|rimuov|elimin)\\w* {_IT_LIST}",
        "come (?:mi|si|posso|faccio a) (?:cancell|disiscriv)\\w*",
        "lascia(?:temi|mi|teci) (?:in pace|stare|perdere)",
        "(?:revoc|ritir)\\w+ (?:il |del )?(?:mio )?consenso",
        "mai (?:iscritt[oa]|registrat[oa]|richiesto|dato il (?:mio )?(?:numero|consenso))\\b",
    ),
    statements=(
        (
            f"(?:per favore )?(?:basta|niente|nessun|stop|no)(?: piu| altr[oi])*(?: {_IT_WHICH}{_IT_MSG})(?: per "
            f"favore| grazie)*"
        ),
        "non (?:contattare|disturbare|scrivere|mandare|inviare)(?: piu)?",
        "(?:smettetela|smettila|fermatevi|finitela)(?: per favore| subito| grazie)?",
        (
            "(?:(?:scusi|scusa|mi dispiace|credo che|penso che|ha|avete|hai|e|questo e|il|un|abbiate|abbia) )*"
            "(?:numero sbagliato|sbagliato numero|persona sbagliata|sbagliato persona)(?: (?:non sono|io non "
            "sono|qui) .{1,30})?"
        ),
    ),
    turns_round="(?:non(?: mi)?|perche(?: \\w+)?)$",
    narrows=(
        "(?:in (?:inglese|italiano|spagnolo|tedesco)|prima|dopo|fino|durante|mentre|quando|tra|cosi (?:presto|tardi)|"
        "di (?:domenica|sabato|notte|sera|mattina)|il|lo|la|le|gli|un|una|a|al|ai|alla|su|sul)\\b"
    ),
    narrows_things="(?!)",
    things="(?!)",
    narrows_nothing="(?:a|su|al) (?:me|noi|questo numero|mio numero|questo telefono|mio telefono)\\b",
    refuses_calls="non (?:mi |ci )?(?:chiam|telefon)(?:ate|i|are)(?:mi|ci)?|smett\\w+ di chiamar\\w+",
    asks_for_texts="whatsapp|messagg\\w+|scriv\\w+|sms|msg",
    new_number="nuovo numero|numero nuovo|il vecchio|cambiato numero|quello giusto",
)
