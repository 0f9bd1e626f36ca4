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
      <div role="status" aria-label="Loading the form">
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
  { name: "Opted in by", wide: true, kind: "tight", cell: (row) => (row.settings.double_opt_in ? "Their START" : "The tick alone") },
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
      intro="Where people sign up for your texts. What they agreed to is kept word for word, as proof."
      actions={
        <Button size="xs" leftSection={<IconPlus size={16} aria-hidden />} onClick={fresh}>
          New form
        </Button>
      }
    >
      <PagedList
        list={forms}
        label="Loading the forms"
        bars={4}
        counted={(rows) => plural(rows, "form")}
        empty={
          <EmptyState
            icon={IconForms}
            title="No forms yet"
            actions={
              <Button size="xs" onClick={fresh}>
                Make the first one
              </Button>
            }
          >
            Nobody gets marketing texts without having agreed to them. A form asks for a number and shows what is agreed to: on a page of its own to link
            to, or inside your own site.
          </EmptyState>
        }
      >
        <Listing label="Forms" columns={COLUMNS} rows={forms.rows} keyOf={(row) => row.id} />
      </PagedList>
    </PageFrame>
  );
}
