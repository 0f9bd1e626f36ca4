import { Button, Skeleton } from "@mantine/core";
import { IconForms, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormRow, listForms, readForm } from "~/api/contacts/forms";
import { accountQuery } from "~/shared/account";
import { plural } from "~/shared/format";
import { PageFrame } from "~/shared/page/Page";
import { EmptyState } from "~/shared/feedback/states";
import { usePages } from "~/shared/paging/usePages";
import { Badge } from "../parts/states/Badge";
import { Failure } from "../parts/states/Failure";
import { type Column, Listing, RowLink, Second } from "../parts/lists/Listing";
import { PagedList } from "../parts/lists/PagedList";
import { languageName } from "../parts/pickers/places";
import { FormEditor } from "./FormEditor";
import classes from "./Forms.module.css";

export function Page() {
  const { form } = useSearch({ from: "/forms" });
  if (form === undefined) return <List />;
  return form === "new" ? <Fresh /> : <Existing key={form} id={form} />;
}

/** A new form begins with the account's name and language in it. */
function Fresh() {
  const account = useQuery(accountQuery);
  return account.isPending ? <Waiting /> : <FormEditor key="new" form={null} account={account.data} />;
}

function Existing({ id }: { id: string }) {
  const form = useQuery({ queryKey: ["forms", "one", id], queryFn: () => readForm(id) });
  if (form.data !== undefined) return <FormEditor form={form.data} account={undefined} />;
  if (form.isPending) return <Waiting />;
  return (
    <PageFrame title="Form" documentTitle="Form">
      <Failure error={form.error} retry={() => void form.refetch()} what="form" back={{ to: "/forms", label: "All forms" }} />
    </PageFrame>
  );
}

function Waiting() {
  return (
    <PageFrame title="Form" documentTitle="Form">
      <div role="status" aria-label="Loading form">
        <Skeleton height={320} radius="md" />
      </div>
    </PageFrame>
  );
}

const COLUMNS: readonly Column<FormRow>[] = [
  {
    name: "Name",
    cell: (row) => (
      <>
        <RowLink to="/forms" search={{ form: row.id }}>
          {row.name}
        </RowLink>
        <Second>
          <span className={classes["excerpt"]}>{row.wording}</span>
        </Second>
      </>
    ),
  },
  { name: "Opt-in", wide: true, kind: "tight", cell: (row) => (row.settings.double_opt_in ? "Their START" : "Checkbox") },
  { name: "Language", wide: true, kind: "tight", cell: (row) => languageName(row.settings.language) },
  { name: "Wording", wide: true, kind: "tight", cell: (row) => `Version ${row.wording_version}` },
  { name: "State", kind: "tight", cell: (row) => (row.open ? <Badge tone="good">Open</Badge> : <Badge tone="plain">Closed</Badge>) },
];

function List() {
  const navigate = useNavigate({ from: "/forms" });
  const forms = usePages(["forms", "list"], listForms);
  const fresh = () => void navigate({ search: { form: "new" } });
  return (
    <PageFrame
      title="Forms"
      documentTitle="Forms"
      intro="Where people sign up for your texts. The exact wording they agreed to is kept as proof."
      actions={
        <Button size="xs" leftSection={<IconPlus size={16} aria-hidden />} onClick={fresh}>
          New form
        </Button>
      }
    >
      <PagedList
        list={forms}
        label="Loading forms"
        bars={4}
        counted={(rows) => plural(rows, "form")}
        empty={
          <EmptyState
            icon={IconForms}
            title="No forms yet"
            actions={
              <Button size="xs" onClick={fresh}>
                Create your first
              </Button>
            }
          >
            People must opt in before they get marketing texts. A form asks for their number and shows what they agree to, on its own page or embedded in your site.
          </EmptyState>
        }
      >
        <Listing label="Forms" columns={COLUMNS} rows={forms.rows} keyOf={(row) => row.id} />
      </PagedList>
    </PageFrame>
  );
}
