import { importContacts, type ImportResult } from "~/api/contacts";

/**
 * Twelve people to try journeys on: several zones, every state of consent, and a phone that can't be texted.
 * All numbers are from ranges set aside for fiction: NANP 555-01XX, PTS 070-174 06 XX (Sweden), ACMA 0491 570 XXX
 * (Australia) and Ofcom 020 7946 0XXX (a landline).
 */
export const SAMPLES = `external_id,phone,email,first_name,last_name,timezone,language,country,tags,sms_consent,sms_consent_source,plan,birthday
sample-ann,+12125550101,ann@example.com,Ann,Baker,America/New_York,en,US,sample;webinar,opted_in,Sample data,pro,1988-04-12
sample-ben,(415) 555-0132,ben@example.com,Ben,Carter,America/Los_Angeles,en,US,sample,opted_in,Sample data,free,1992-11-30
sample-carla,+13055550178,carla@example.com,Carla,Diaz,America/New_York,es,US,sample;vip,opted_in,Sample data,pro,1979-07-03
sample-dev,+15125550143,dev@example.com,Dev,Patel,America/Chicago,en,US,sample,unknown,,free,1995-01-22
sample-elin,+46701740605,elin@example.com,Elin,Ek,Europe/Stockholm,sv,SE,sample;webinar,opted_in,Sample data,pro,1990-06-06
sample-finn,+46701740606,finn@example.com,Finn,Falk,Europe/Stockholm,sv,SE,sample,unknown,,free,1984-12-24
sample-grace,+61491570156,grace@example.com,Grace,Hall,Australia/Sydney,en,AU,sample;vip,opted_in,Sample data,pro,1986-02-28
sample-hugo,+61491570157,hugo@example.com,Hugo,Ingram,Australia/Perth,en,AU,sample,opted_out,Sample data,free,1999-09-09
sample-ivy,+14165550123,ivy@example.com,Ivy,Jones,America/Toronto,en,CA,sample;webinar,opted_in,Sample data,free,1993-03-17
sample-jon,+442079460018,jon@example.com,Jon,Kerr,Europe/London,en,GB,sample,unknown,,pro,1970-10-10
sample-kim,+12125550147,,Kim,Lee,America/New_York,en,US,sample,opted_in,Sample data,free,2000-05-05
sample-lou,,lou@example.com,Lou,Marsh,America/Denver,en,US,sample,unknown,,free,1982-08-19
`;

export const loadSamples = (): Promise<ImportResult> =>
  importContacts(new Blob([SAMPLES], { type: "text/csv" }), "sample-contacts.csv", () => {});
