import type { ReactNode } from "react";
import type { Contact } from "~/api/types";
import { count } from "~/shared/format";
import { Badge } from "~/console/parts/states/Badge";
import { countryName, languageName } from "~/console/parts/pickers/places";
import { consentLabel } from "~/console/parts/words";
import classes from "./ContactPage.module.css";
import { attributeText } from "../edit/contactForm";

/** What is known of a contact. */
export function ContactFacts({ contact }: { contact: Contact }) {
  const sms = consentLabel(contact.consent.sms);
  const email = consentLabel(contact.consent.email);
  const attributes = Object.entries(contact.attributes);
  return (
    <aside className={classes["facts"]} aria-label="Details">
      <section>
        <h2>Contact details</h2>
        <dl>
          <Fact name="Phone">
            {contact.phone ?? contact.phone_raw}
            {contact.phone !== null && contact.phone_raw !== null && contact.phone !== contact.phone_raw && (
              <span className={classes["small"]}>entered as {contact.phone_raw}</span>
            )}
            {contact.phone_problem !== null && (
              <span className={classes["warn"]}>{contact.phone_sentence ?? "This number can't be texted."}</span>
            )}
          </Fact>
          <Fact name="Texts">
            <Badge tone={sms.tone}>{sms.words}</Badge>
          </Fact>
          <Fact name="E-mail">{contact.email}</Fact>
          <Fact name="Mailing">
            <Badge tone={email.tone}>{email.words}</Badge>
          </Fact>
        </dl>
      </section>
      <section>
        <h2>About them</h2>
        <dl>
          <Fact name="Time zone">{contact.timezone?.replaceAll("_", " ")}</Fact>
          <Fact name="Language">{contact.language && languageName(contact.language)}</Fact>
          <Fact name="Country">{contact.country && countryName(contact.country)}</Fact>
          <Fact name="Tags">
            {contact.tags.length > 0 && (
              <span className={classes["tags"]}>
                {contact.tags.map((tag) => (
                  <span key={tag} className={classes["tag"]}>
                    {tag}
                  </span>
                ))}
              </span>
            )}
          </Fact>
          <Fact name="Score">{count(contact.score ?? 0)}</Fact>
        </dl>
      </section>
      {attributes.length > 0 && (
        <section>
          <h2>Attributes</h2>
          <dl>
            {attributes.map(([name, value]) => (
              <Fact key={name} name={name}>
                {attributeText(value)}
              </Fact>
            ))}
          </dl>
        </section>
      )}
    </aside>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  const empty = children === null || children === undefined || children === "" || children === false;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{empty ? "–" : children}</dd>
    </div>
  );
}
